//! `forlob verify`: does the arithmetic of published tables hold?

use crate::arguments::Verify as Arguments;
use crate::commands::print;

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let mut passes = true;
    for file in &arguments.files {
        let report = verify::verify_file(file, arguments.against.as_deref())?;
        passes &= report.passes();
        print(&report.to_string())?;
    }
    anyhow::ensure!(passes, "not everything that is printed can be so");
    Ok(())
}
