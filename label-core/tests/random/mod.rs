//! Inputs for parsers: the same on every run.

/// A small generator (xorshift64*): the same inputs on every run.
pub struct Random(u64);

impl Random {
    pub fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    /// An input: random bytes, something like CBOR, or most often a mutation of a seed.
    pub fn input(&mut self, round: u32, seeds: &[Vec<u8>]) -> Vec<u8> {
        match round % 8 {
            0 => self.bytes(64),
            1 => self.cbor(),
            _ => {
                let seed = &seeds[self.below(seeds.len())];
                self.mutate(seed, seeds)
            }
        }
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % bound.max(1)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    fn bytes(&mut self, most: usize) -> Vec<u8> {
        (0..self.below(most)).map(|_| self.byte()).collect()
    }

    /// Bytes that look like CBOR: heads with every kind of argument, shallow and deep.
    fn cbor(&mut self) -> Vec<u8> {
        let mut bytes = vec![0xd2, 0x84];
        for _ in 0..self.below(40) {
            let head = self.byte();
            bytes.push(head);
            if head & 0x1f >= 24 {
                bytes.extend(self.bytes(8));
            }
        }
        bytes
    }

    fn mutate(&mut self, seed: &[u8], seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = seed.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len() + 1);
            match self.below(7) {
                0 => bytes.truncate(at),
                1 => bytes.insert(at, self.byte()),
                2 => drop(bytes.drain(at..(at + self.below(9)).min(bytes.len()))),
                3 => {
                    let other = &seeds[self.below(seeds.len())];
                    let from = self.below(other.len());
                    let part = &other[from..(from + self.below(40)).min(other.len())];
                    bytes.splice(at..at, part.iter().copied());
                }
                4 => bytes
                    .get_mut(at)
                    .into_iter()
                    .for_each(|byte| *byte = [0, 0xff, 0x7f, 0x80][usize::from(*byte & 3)]),
                _ => {
                    let bit = 1 << self.below(8);
                    bytes.get_mut(at).into_iter().for_each(|byte| *byte ^= bit);
                }
            }
        }
        bytes
    }
}
