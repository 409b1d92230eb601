//! Random choices that are the same in every run.

/// A generator of numbers.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x2545_f491_4f6c_dd1d)
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }

    pub fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub fn word(&mut self, length: usize, letters: &str) -> String {
        let letters: Vec<char> = letters.chars().collect();
        (0..length).map(|_| self.one(&letters)).collect()
    }

    /// A word in which capitals, small letters and digits occur.
    pub fn mixed(&mut self, length: usize) -> String {
        let mut word = self.word(length - 3, MIXED);
        for part in ["ABCDEFGHJKLMNPQRSTUVWYZ", "abcdefghijkmnopqrstuvwyz", "23456789"] {
            let at = self.below(word.len() + 1);
            word.insert_str(at, &self.word(1, part));
        }
        word
    }
}

pub const MIXED: &str = "ABCDEFGHJKLMNPQRSTUVWYZabcdefghijkmnopqrstuvwyz23456789";
pub const HEX: &str = "0123456789abcdef";
