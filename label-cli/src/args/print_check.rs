//! Whether symbols are checked as they will be printed.

use clap::Args;
use label_print::{Colours, Drawing, Module, PrintCheck, PrintError};

/// Whether symbols are checked as they will be printed.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct PrintCheckArgs {
    /// Leave out the print check, for symbols on screens; pictures are still read back
    #[arg(long)]
    no_print_check: bool,
}

impl PrintCheckArgs {
    /// Runs the check, unless it is left out.
    pub(crate) fn run(
        self,
        drawing: &Drawing,
        module: Module,
        colours: Colours,
    ) -> Result<Option<PrintCheck>, PrintError> {
        let check = || PrintCheck::new(drawing, module, colours);
        (!self.no_print_check).then(check).transpose()
    }
}
