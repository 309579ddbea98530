//! `forlob audit`: what can be worked out of what a release hides?

use crate::arguments::Audit as Arguments;
use crate::commands::print;
use crate::progress;

pub(crate) fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let bar = progress::unknown("Auditing");
    let report = audit::audit(&arguments.folder, &audit::Settings::strict())?;
    bar.finish_and_clear();
    print(&format!("{report}\n"))?;
    anyhow::ensure!(report.passes(), "what the release hides can be worked out");
    Ok(())
}
