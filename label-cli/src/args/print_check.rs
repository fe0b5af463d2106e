//! The print check, which can be left out.

use clap::Args;
use label_print::{Colours, Drawing, PrintCheck, PrintError};
use label_qr::Module;

/// The print check, which can be left out.
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
