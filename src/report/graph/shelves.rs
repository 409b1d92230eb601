//! Puts boxes of different sizes into columns, each where it ends up highest.
//! What is in the boxes is `svg`'s business.

/// A box: how many columns it takes and how high it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Item {
    pub span: usize,
    pub height: i32,
}

/// The first column and the upper edge of each box, and the height of the whole.
pub(super) fn shelve(items: &[Item], columns: usize, gap: i32) -> (Vec<(usize, i32)>, i32) {
    let columns = columns.max(1);
    let mut filled = vec![0_i32; columns];
    let mut places = Vec::with_capacity(items.len());
    for item in items {
        let span = item.span.clamp(1, columns);
        let top = |first: usize| filled.iter().skip(first).take(span).max().copied().unwrap_or_default();
        let first = (0..=columns - span).min_by_key(|first| (top(*first), *first)).unwrap_or_default();
        let y = top(first);
        filled.iter_mut().skip(first).take(span).for_each(|height| *height = y + item.height + gap);
        places.push((first, y));
    }
    let height = filled.into_iter().max().unwrap_or_default();
    (places, (height - gap).max(0))
}

#[cfg(test)]
mod tests {
    use super::{Item, shelve};

    #[test]
    fn a_box_goes_where_it_ends_up_highest() {
        let items = [(2, 50), (1, 20), (1, 20), (1, 20)].map(|(span, height)| Item { span, height });
        assert_eq!(shelve(&items, 3, 10), (vec![(0, 0), (2, 0), (2, 30), (0, 60)], 80));
    }

    #[test]
    fn a_box_wider_than_the_page_takes_its_width() {
        assert_eq!(shelve(&[Item { span: 9, height: 5 }], 2, 10), (vec![(0, 0)], 5));
        assert_eq!(shelve(&[], 2, 10), (Vec::new(), 0));
    }
}
