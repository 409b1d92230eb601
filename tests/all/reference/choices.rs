//! A stream of small decisions from which policies and documents are made: shorter and smaller numbers make simpler ones.
//! Proptest makes and shrinks the stream; it knows nothing of what is made.

/// Decisions in order; when they run out, the first choice is taken every time.
pub struct Choices<'a> {
    left: std::slice::Iter<'a, u16>,
}

impl<'a> Choices<'a> {
    pub fn new(numbers: &'a [u16]) -> Self {
        Self { left: numbers.iter() }
    }

    /// A number below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        usize::from(self.left.next().copied().unwrap_or(0)) % n.max(1)
    }

    /// True in `part` of 16 cases, and never once the stream has run out.
    pub fn chance(&mut self, part: usize) -> bool {
        self.below(16) >= 16 - part
    }

    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    /// The elements that a coin chooses, in their order.
    pub fn some<T: Clone>(&mut self, from: &[T]) -> Vec<T> {
        from.iter().filter(|_| self.below(2) == 1).cloned().collect()
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for n in (1..list.len()).rev() {
            list.swap(n, self.below(n + 1));
        }
    }
}
