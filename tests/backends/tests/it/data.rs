//! The data file.

use std::path::{Path, PathBuf};

use orquesta_backends::{Error, Options, Service, start};
use reqwest::Method;

use crate::client::{Client, small};

/// A folder of one test, removed with it.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("{test}-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn at(path: &Path) -> Options {
    Options { data: Some(path.to_owned()), ..small() }
}

/// Everything that the services say, as bytes.
async fn all(options: Options) -> Vec<Vec<u8>> {
    let client = Client::with(options).await;
    let mut bodies = Vec::new();
    for (method, service, path) in [
        (Method::GET, Service::Users, "/api/v1/auth/users"),
        (Method::GET, Service::Accounts, "/scrapedAccounts"),
        (Method::GET, Service::Accounts, "/questions"),
        (Method::POST, Service::Metrics, "/dbquery/user"),
        (Method::GET, Service::Dashboard, "/getDashboardInfo"),
    ] {
        let response = client.call(method, service, path, "").await.unwrap();
        assert_eq!(response.status(), 200);
        bodies.push(response.bytes().await.unwrap().to_vec());
    }
    bodies
}

#[tokio::test]
async fn a_seed_makes_the_same_data_anywhere() {
    let folder = Folder::new("backends-seed");
    let first = all(at(&folder.file("a/b/first.sqlite"))).await;
    assert_eq!(first, all(at(&folder.file("second.sqlite"))).await);
    let other = all(Options { seed: 5, ..at(&folder.file("third.sqlite")) }).await;
    for (body, other) in first.iter().zip(&other) {
        assert_ne!(body, other);
    }
}

#[tokio::test]
async fn the_file_is_reused_while_it_suits() {
    let folder = Folder::new("backends-reuse");
    let path = folder.file("data.sqlite");
    // A new file takes the place of the old one, so the number of the file tells them apart.
    let made = || {
        use std::os::unix::fs::MetadataExt;
        let file = std::fs::metadata(&path).unwrap();
        (file.ino(), file.mtime_nsec())
    };
    let bodies = all(at(&path)).await;
    let first = made();
    assert_eq!(bodies, all(at(&path)).await);
    assert_eq!(made(), first);

    let running = start(at(&path)).await.unwrap();
    all(Options { posts: 801, ..at(&path) }).await;
    let second = made();
    assert_ne!(second, first);
    all(Options { posts: 801, seed: 5, ..at(&path) }).await;
    assert_ne!(made(), second);
    let url = format!("{}/api/v1/auth/profile/1", running.url(Service::Users));
    let answer = reqwest::get(url).await.unwrap();
    assert_eq!(answer.status(), 200, "who still reads the old file is not disturbed");

    let files: Vec<_> = std::fs::read_dir(&folder.0).unwrap().collect();
    assert_eq!(files.len(), 1, "{files:?}");
}

#[tokio::test]
async fn many_may_start_at_once() {
    let folder = Folder::new("backends-together");
    let path = folder.file("data.sqlite");
    let bodies = tokio::join!(all(at(&path)), all(at(&path)), all(at(&path)));
    assert_eq!(bodies.0, bodies.1);
    assert_eq!(bodies.1, bodies.2);
}

#[tokio::test]
async fn files_of_others_are_left_alone() {
    let folder = Folder::new("backends-others");
    let path = folder.file("letter.txt");
    std::fs::write(&path, "Querida Ana:").unwrap();
    let error = start(at(&path)).await.unwrap_err();
    assert!(matches!(error, Error::Data { .. }), "{error:?}");
    assert!(error.to_string().contains("another program"), "{error}");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "Querida Ana:");

    let empty = folder.file("empty");
    std::fs::write(&empty, "").unwrap();
    start(at(&empty)).await.unwrap();
}
