//! Labels moved apart, as little as can be.

/// Where the centres of labels come to stand: each as near to where it is wanted as its neighbours let it, in the same
/// order, none over another, all between `top` and `bottom` (as far as there is room: what does not fit goes on below).
///
/// The squares of the moves are as small as can be: with each label's place in the pile taken off, that is isotonic
/// regression, and pooling neighbours solves it.
pub(crate) fn spread(wanted: &[f64], heights: &[f64], top: f64, bottom: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len().min(heights.len())).collect();
    order.sort_by(|one, other| wanted[*one].total_cmp(&wanted[*other]).then(one.cmp(other)));
    let mut piled = Vec::with_capacity(order.len());
    let mut pile = 0.0;
    for label in &order {
        piled.push(pile + heights[*label] / 2.0);
        pile += heights[*label];
    }
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for (label, piled) in order.iter().zip(&piled) {
        let mut block = (wanted[*label] - piled, 1);
        while let Some((mean, count)) = blocks.pop_if(|(mean, _)| *mean > block.0) {
            let all = count + block.1;
            block = ((mean * count as f64 + block.0 * block.1 as f64) / all as f64, all);
        }
        blocks.push(block);
    }
    let mut centres = vec![0.0; order.len()];
    let highest = (bottom - pile).max(top);
    let shifts = blocks.iter().flat_map(|(mean, count)| std::iter::repeat_n(mean.clamp(top, highest), *count));
    for ((label, piled), shift) in order.iter().zip(&piled).zip(shifts) {
        centres[*label] = piled + shift;
    }
    centres
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn labels_move_no_further_than_they_must() {
        let table: [(&[f64], &[f64], &[f64]); 5] = [
            (&[], &[], &[]),
            (&[50.0], &[10.0], &[50.0]),
            (&[20.0, 80.0], &[10.0, 10.0], &[20.0, 80.0]),
            // Two at one place: each gives way by half.
            (&[50.0, 50.0], &[10.0, 10.0], &[45.0, 55.0]),
            // At the edge all move inward, in the order that they have.
            (&[99.0, 98.0, 0.0], &[10.0, 10.0, 10.0], &[95.0, 85.0, 5.0]),
        ];
        for (wanted, heights, centres) in table {
            assert_eq!(spread(wanted, heights, 0.0, 100.0), centres, "{wanted:?}");
        }
    }

    proptest! {
        #[test]
        fn no_label_is_over_another(labels in prop::collection::vec((0.0..300.0f64, 8.0..40.0f64), 0..8)) {
            let (wanted, heights): (Vec<f64>, Vec<f64>) = labels.into_iter().unzip();
            let centres = spread(&wanted, &heights, 0.0, 400.0);
            for one in 0..wanted.len() {
                prop_assert!(centres[one] - heights[one] / 2.0 >= -1e-9);
                prop_assert!(centres[one] + heights[one] / 2.0 <= 400.0 + 1e-9);
                for other in 0..one {
                    let apart = (centres[one] - centres[other]).abs();
                    prop_assert!(apart >= (heights[one] + heights[other]) / 2.0 - 1e-9);
                    prop_assert!((centres[one] - centres[other]) * (wanted[one] - wanted[other]) >= 0.0);
                }
            }
        }
    }
}
