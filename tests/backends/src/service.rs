//! The names of the four services.

/// One of the four services of the dashboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Service {
    /// `microservice1`: users and their profiles.
    Users,
    /// `microservice2`: scraped accounts and questions.
    Accounts,
    /// `microservice3`: metrics of posts.
    Metrics,
    /// `microservice4`: the totals of every account.
    Dashboard,
}

impl Service {
    /// In the order of their numbers.
    pub const ALL: [Self; 4] = [Self::Users, Self::Accounts, Self::Metrics, Self::Dashboard];

    /// The name in the contract, such as `microservice1`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Users => "microservice1",
            Self::Accounts => "microservice2",
            Self::Metrics => "microservice3",
            Self::Dashboard => "microservice4",
        }
    }
}
