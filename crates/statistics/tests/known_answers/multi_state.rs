//! A few persons in several states.

use statistics::{Episode, Transitions, Variance};

/// R survival's tests, `mstate.R`: left truncation, ties, and a return to a state. States: entry a b c.
fn tiny() -> Transitions {
    let rows = "1 0 4 a, 1 4 9 b, 1 9 10 a, 2 0 5 b, 3 2 9 c, 4 0 2 a, 4 2 8 c, 4 8 9 -, 5 1 3 b, 5 3 11 -";
    let states = ["entry", "a", "b", "c"];
    let mut episodes: Vec<Episode> = Vec::new();
    for row in rows.split(", ") {
        let fields: Vec<&str> = row.split(' ').collect();
        let person: u64 = fields[0].parse().unwrap();
        // A person is in the state that the row before ended in; the rows of one follow each other.
        let before = episodes.last().filter(|before| before.person == person);
        let state = before.and_then(|before| before.next).unwrap_or(0);
        let next = states.iter().position(|state| *state == fields[3]);
        episodes.push(Episode {
            person,
            after: fields[1].parse().unwrap(),
            time: fields[2].parse().unwrap(),
            state,
            next,
        });
    }
    Transitions::count(11, 4, &episodes).unwrap()
}

#[test]
fn those_at_risk() {
    let at_risk =
        [[4, 4, 3, 2, 1, 1, 0, 0], [0, 1, 1, 2, 2, 1, 0, 0], [0, 0, 1, 1, 1, 1, 2, 1], [0, 0, 0, 0, 0, 1, 0, 0]];
    let transitions = tiny();
    for (state, expected) in at_risk.into_iter().enumerate() {
        let found = [2, 3, 4, 5, 8, 9, 10, 11].map(|time| transitions.at_risk(time, state));
        assert_eq!(found, expected, "state {state}");
    }
}

/// By hand, in 32nds.
#[test]
fn occupation() {
    let transitions = tiny();
    let start = transitions.first_shares().unwrap();
    assert_eq!(start, [1.0, 0.0, 0.0, 0.0]);
    let occupation = transitions.occupation(0, &start, Variance::Greenwood).unwrap();
    let printed = [
        (2, [24.0, 8.0, 0.0, 0.0]),
        (3, [18.0, 8.0, 6.0, 0.0]),
        (4, [12.0, 14.0, 6.0, 0.0]),
        (5, [6.0, 14.0, 12.0, 0.0]),
        (8, [6.0, 7.0, 12.0, 7.0]),
        (9, [0.0, 0.0, 19.0, 13.0]),
        (10, [0.0, 9.5, 9.5, 13.0]),
        (11, [0.0, 9.5, 9.5, 13.0]),
    ];
    for (time, shares) in printed {
        for (found, expected) in occupation.at(time).iter().zip(shares) {
            assert!((found * 32.0 - expected).abs() < 1e-12, "time {time}: {:?}", occupation.at(time));
        }
    }
}
