//! Files are written together or not at all, and nothing but what they say changes.

use std::fs;
use std::path::Path;

use super::*;
use crate::text::printable::shown;

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

/// Every name below a folder, with the text of a file.
fn everything(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(at).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            if path.is_dir() {
                found.push(format!("{name}/"));
                open.push(path);
            } else {
                found.push(format!("{name}: {}", fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn batch(folder: &Path, files: &[(&str, &str)]) -> Result<(), String> {
    let mut batch = Batch::default();
    files.iter().for_each(|(name, text)| batch.put(folder.join(name), shown(text)));
    batch.write().map_err(|error| error.to_string().replace(&folder.display().to_string(), "<root>"))
}

#[test]
fn files_are_written_over_and_made() {
    let folder = folder(&[("a", "old")]);
    batch(folder.path(), &[("a", "new"), ("b/c/d", "deep")]).unwrap();
    assert_eq!(everything(folder.path()), ["a: new", "b/", "b/c/", "b/c/d: deep"]);
}

#[test]
fn where_one_can_not_be_written_everything_stays_as_it_was() {
    let folder = folder(&[("a", "old"), ("z", "a file, not a folder")]);
    let before = everything(folder.path());
    let told = batch(folder.path(), &[("a", "new"), ("b/c", "deep"), ("z/e", "below a file")]).unwrap_err();
    assert!(told.starts_with("`<root>/z/e` could not be written: "), "{told}");
    assert_eq!(everything(folder.path()), before);
    fs::create_dir(folder.path().join("here")).unwrap();
    let before = everything(folder.path());
    let told = batch(folder.path(), &[("a", "new"), ("here", "a folder")]).unwrap_err();
    assert_eq!(told, "`<root>/here` could not be written: it is a folder");
    assert_eq!(everything(folder.path()), before);
}

/// The last of several can't take its place: the ones before it are put back, those made are removed.
#[test]
fn what_took_its_place_is_put_back_when_a_later_one_can_not() {
    let folder = folder(&[("a", "old")]);
    let before = everything(folder.path());
    let mut made = Made::default();
    let mut batch = Batch::default();
    [("a", "new"), ("b/c", "deep"), ("d", "last")]
        .iter()
        .for_each(|(name, text)| batch.put(folder.path().join(name), shown(text)));
    let ready = batch.ready(&mut made).unwrap();
    // Somebody makes a folder where the file should go, after its place was looked at.
    fs::create_dir(folder.path().join("d")).unwrap();
    assert!(take_places(ready, &mut made).is_err());
    made.undo();
    fs::remove_dir(folder.path().join("d")).unwrap();
    assert_eq!(everything(folder.path()), before);
}

#[test]
fn one_file_twice_is_refused() {
    let folder = folder(&[]);
    let told = batch(folder.path(), &[("a", "one"), ("a", "two")]).unwrap_err();
    assert_eq!(told, "`<root>/a` could not be written: two documents would be written to this one file");
    assert_eq!(everything(folder.path()), [""; 0]);
}

#[test]
fn a_name_may_be_as_long_as_the_system_allows() {
    let folder = folder(&[]);
    let name = "n".repeat(255);
    batch(folder.path(), &[(&name, "one")]).unwrap();
    batch(folder.path(), &[(&name, "two"), ("b", "three")]).unwrap();
    assert_eq!(everything(folder.path()), ["b: three".to_owned(), format!("{name}: two")]);
}

#[test]
fn a_single_file_wants_its_folder() {
    let folder = folder(&[]);
    let told = file(&folder.path().join("no/such"), shown("text")).unwrap_err();
    assert_eq!(told.why().kind(), io::ErrorKind::NotFound);
    assert_eq!(everything(folder.path()), [""; 0]);
}

#[test]
fn a_new_folder_appears_whole_and_an_existing_one_keeps_what_it_has() {
    let outer = folder(&[]);
    let place = outer.path().join("new/one");
    let files =
        |text: &str| vec![(Path::new("a").to_owned(), shown(text).into()), (Path::new("b").to_owned(), shown(text).into())];
    folder::write(&place, &files("1")).unwrap();
    fs::write(place.join("own"), "mine").unwrap();
    folder::write(&place, &files("2")).unwrap();
    assert_eq!(everything(outer.path()), ["new/", "new/one/", "new/one/a: 2", "new/one/b: 2", "new/one/own: mine"]);
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    use super::*;
    use crate::text::printable::shown;

    #[test]
    fn mode_owner_and_links_stay() {
        let folder = folder(&[("a", "old")]);
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        let before = fs::metadata(&file).unwrap();
        super::file(&link, shown("new")).unwrap();
        let after = fs::metadata(&file).unwrap();
        assert_eq!((after.mode(), after.uid(), after.gid()), (before.mode(), before.uid(), before.gid()));
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_to_string(&file).unwrap(), "new");
    }

    #[test]
    fn a_new_file_is_as_open_as_any_other() {
        let folder = folder(&[]);
        let (own, usual) = (folder.path().join("own"), folder.path().join("usual"));
        super::file(&own, shown("new")).unwrap();
        fs::write(&usual, "new").unwrap();
        assert_eq!(fs::metadata(own).unwrap().mode(), fs::metadata(usual).unwrap().mode());
    }

    #[test]
    fn what_could_not_stay_as_it_is_is_refused() {
        let folder = folder(&[("a", "old")]);
        let path = |name: &str| folder.path().join(name);
        fs::hard_link(path("a"), path("b")).unwrap();
        symlink("nowhere", path("dangling")).unwrap();
        let told = |name: &str| batch(folder.path(), &[(name, "new")]).unwrap_err();
        assert!(told("b").contains("it has several names (hard links)"), "{}", told("b"));
        assert!(told("dangling").ends_with("it is a link that leads nowhere"));
        fs::remove_file(path("b")).unwrap();
        fs::set_permissions(path("a"), fs::Permissions::from_mode(0o444)).unwrap();
        assert!(told("a").ends_with("it is read-only"));
        assert_eq!(fs::read_to_string(path("a")).unwrap(), "old");
    }
}
