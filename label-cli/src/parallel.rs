//! Work on all cores.

use std::num::NonZero;
use std::thread;

/// Applies a function to every item, on all cores, and keeps the order.
///
/// `meanwhile` runs at the same time on this thread.
pub(crate) fn map<T: Sync, R: Send, M>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    meanwhile: impl FnOnce() -> M,
) -> (Vec<R>, M) {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    let share = items.len().div_ceil(threads).max(1);
    let work = &work;
    thread::scope(|scope| {
        let workers: Vec<_> = items
            .chunks(share)
            .map(|items| scope.spawn(move || items.iter().map(work).collect::<Vec<R>>()))
            .collect();
        let meanwhile = meanwhile();
        let mut results = Vec::with_capacity(items.len());
        for worker in workers {
            match worker.join() {
                Ok(part) => results.extend(part),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        (results, meanwhile)
    })
}

#[cfg(test)]
mod tests {
    use super::map;

    #[test]
    fn the_order_stays() {
        for count in [0, 1, 2, 3, 100] {
            let items: Vec<u32> = (0..count).collect();
            let (doubled, meanwhile) = map(&items, |item| item * 2, || "done");
            assert_eq!(
                doubled,
                items.iter().map(|item| item * 2).collect::<Vec<_>>()
            );
            assert_eq!(meanwhile, "done");
        }
    }
}
