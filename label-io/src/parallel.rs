//! Work on all cores, with the results in order.

use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Results that are held at once, for each core.
const AHEAD: usize = 32;

/// Works on every item, on all cores, and hands the results over one after the other.
///
/// Only a bounded number of results is held. The first error, in the order of the items, ends it.
///
/// # Errors
///
/// Gives back the first error of `work` or `take`, in the order of the items.
pub fn in_order<T: Sync, R: Send, E: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, E> + Sync,
    mut take: impl FnMut(&T, R) -> Result<(), E>,
) -> Result<(), E> {
    for part in items.chunks(cores() * AHEAD) {
        let (results, ()) = map(part, &work, || ());
        for (item, result) in part.iter().zip(results) {
            take(item, result?)?;
        }
    }
    Ok(())
}

/// Applies a function to every item, on all cores, and keeps the order.
///
/// `meanwhile` runs at the same time on this thread.
pub fn map<T: Sync, R: Send, M>(
    items: &[T],
    work: impl Fn(&T) -> R + Sync,
    meanwhile: impl FnOnce() -> M,
) -> (Vec<R>, M) {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut results = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            match items.get(index) {
                Some(item) => results.push((index, work(item))),
                None => return results,
            }
        }
    };
    let (mut results, meanwhile) = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores().min(items.len()))
            .map(|_| scope.spawn(worker))
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
    });
    results.sort_unstable_by_key(|(index, _)| *index);
    let results = results.into_iter().map(|(_, result)| result).collect();
    (results, meanwhile)
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_stays() {
        for count in [0, 1, 2, 3, 100] {
            let items: Vec<u32> = (0..count).collect();
            let (doubled, meanwhile) = map(&items, |item| item * 2, || "done");
            let expected: Vec<u32> = items.iter().map(|item| item * 2).collect();
            assert_eq!((doubled, meanwhile), (expected, "done"));
        }
    }

    #[test]
    fn results_come_in_order_and_errors_end_it() {
        let items: Vec<usize> = (0..1_000).collect();
        let mut taken = Vec::new();
        let done = in_order(
            &items,
            |item| Ok::<_, &str>(item * 2),
            |item, double| {
                taken.push((*item, double));
                Ok(())
            },
        );
        assert_eq!(done, Ok(()));
        assert_eq!(taken, items.iter().map(|i| (*i, i * 2)).collect::<Vec<_>>());
        let fault = "no more";
        let mut taken = 0;
        let done = in_order(
            &items,
            |item| {
                if *item < 500 { Ok(()) } else { Err(fault) }
            },
            |_, ()| {
                taken += 1;
                Ok(())
            },
        );
        assert_eq!((done, taken), (Err(fault), 500));
    }
}
