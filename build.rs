//! Compresses the files that the executable carries, once: it gets smaller, and pages go to the browser as they lie here.
//!
//! A text becomes `NAME.gz`; what does not get a tenth smaller (pictures) stays as it is. `http::embedded` embeds the result.
//! The number of the newest migration is looked up too. A release also learns which commit it was built from, and its builder that it
//! takes some minutes.

use std::error::Error;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;

/// What a release is made of.
const SOURCES: [&str; 7] = ["src", "schema", "assets", "build.rs", "Cargo.toml", "Cargo.lock", ".cargo"];

fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=assets");
    println!("cargo::rerun-if-changed=schema");
    println!("cargo::rustc-env=OUTPOST_SCHEMA={}", newest_migration(Path::new("schema/sqlite"))?);
    println!("cargo::rustc-env=OUTPOST_BUILD={}", build());
    if is_release() {
        println!(
            "cargo::warning=a release build takes some minutes (five to eight on two cores); without changes it takes none"
        );
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    let folder = out.join("assets");
    // What was removed from the assets must not live on here.
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    compress_all(Path::new("assets"), &folder)?;
    let embed = format!(
        "#[derive(rust_embed::RustEmbed)]\n#[folder = {:?}]\nstruct Assets;\n",
        folder.to_str().ok_or("OUT_DIR is no UTF-8")?
    );
    Ok(fs::write(out.join("assets.rs"), embed)?)
}

/// The number of the newest migration: a start wants to know it, and need not read all of them for that.
fn newest_migration(folder: &Path) -> Result<i64, Box<dyn Error>> {
    let mut newest = 0;
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let number = name.to_str().and_then(|name| name.strip_prefix('V')?.split_once("__")?.0.parse().ok());
        newest = newest.max(number.unwrap_or(0));
    }
    Ok(newest)
}

fn is_release() -> bool {
    env::var("PROFILE").is_ok_and(|profile| profile == "release")
}

/// The commit that a release is built from, with a `+` when something in it was changed since; `debug` for any other build, which
/// would otherwise be made anew after each commit.
fn build() -> String {
    if !is_release() {
        return "debug".to_owned();
    }
    let branch = git(&["symbolic-ref", "--quiet", "HEAD"]);
    for name in ["HEAD", "packed-refs"].into_iter().chain(branch.as_deref()) {
        if let Some(path) = git(&["rev-parse", "--git-path", name]).filter(|path| Path::new(path).exists()) {
            println!("cargo::rerun-if-changed={path}");
        }
    }
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
    }
    let changes = [&["--no-optional-locks", "status", "--porcelain", "--"], &SOURCES[..]].concat();
    let mark = if git(&changes).is_some_and(|files| !files.is_empty()) { "+" } else { "" };
    // A source archive knows no commit.
    git(&["rev-parse", "--short=10", "HEAD"]).map_or_else(|| "unknown".to_owned(), |commit| commit + mark)
}

/// What git says; nothing where there is no git or no repository.
fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}

fn compress_all(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            compress_all(&entry.path(), &target)?;
        } else {
            compress(&entry.path(), &target)?;
        }
    }
    Ok(())
}

fn compress(from: &Path, to: &Path) -> Result<(), Box<dyn Error>> {
    let bytes = fs::read(from)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    let small = encoder.finish()?;
    if small.len() < bytes.len() / 10 * 9 {
        let mut name = to.as_os_str().to_owned();
        name.push(".gz");
        fs::write(PathBuf::from(name), small)?;
    } else {
        fs::write(to, bytes)?;
    }
    Ok(())
}
