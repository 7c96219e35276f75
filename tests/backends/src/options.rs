//! How the services are started.

use std::path::PathBuf;

/// What to serve and where. The default takes free ports and a data file among the temporary
/// files, which suits tests.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on.
    pub host: String,
    /// One port per service, in the order of [`Service::ALL`](crate::Service::ALL); 0 takes a
    /// free one.
    pub ports: [u16; 4],
    /// The data file; `None` keeps one per seed and size among the temporary files.
    pub data: Option<PathBuf>,
    /// How many posts there are.
    pub posts: u32,
    /// What the data is made from.
    pub seed: u64,
    /// `microservice2` answers 401 without the headers `x-user-id` and `x-user-role`.
    pub require_identity: bool,
    /// Answer `/__control` and `/__requests`, and record requests.
    pub control: bool,
}

impl Options {
    /// The default number of posts.
    pub const POSTS: u32 = 6000;
    /// The default seed.
    pub const SEED: u64 = 20_250_930;

    pub(crate) fn data_file(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(|| {
            std::env::temp_dir()
                .join(format!("orquesta-backends-{}-{}.sqlite", self.seed, self.posts))
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            ports: [0; 4],
            data: None,
            posts: Self::POSTS,
            seed: Self::SEED,
            require_identity: false,
            control: true,
        }
    }
}
