//! The municipalities with a rough weight each, and where people move.
//!
//! Codes and regions are those in force from 2007. The weights are round population figures of about 2018;
//! they only say how often a made-up person lives where, and are no statistics.

use crate::draws::Draws;
use Region::{Capital, Central, North, South, Zealand};

/// The five regions: Hovedstaden, Sjælland, Syddanmark, Midtjylland, Nordjylland.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Region {
    Capital,
    Zealand,
    South,
    Central,
    North,
}

/// Code, region and weight, the municipalities of a region together.
const MUNICIPALITIES: [(u16, Region, u32); 99] = [
    (101, Capital, 620_000), // København
    (147, Capital, 104_000), // Frederiksberg
    (151, Capital, 48_500),  // Ballerup
    (153, Capital, 35_000),  // Brøndby
    (155, Capital, 14_300),  // Dragør
    (157, Capital, 75_000),  // Gentofte
    (159, Capital, 69_000),  // Gladsaxe
    (161, Capital, 22_800),  // Glostrup
    (163, Capital, 28_700),  // Herlev
    (165, Capital, 27_900),  // Albertslund
    (167, Capital, 53_500),  // Hvidovre
    (169, Capital, 50_700),  // Høje-Taastrup
    (173, Capital, 55_500),  // Lyngby-Taarbæk
    (175, Capital, 39_300),  // Rødovre
    (183, Capital, 22_900),  // Ishøj
    (185, Capital, 43_000),  // Tårnby
    (187, Capital, 16_100),  // Vallensbæk
    (190, Capital, 40_900),  // Furesø
    (201, Capital, 25_600),  // Allerød
    (210, Capital, 40_800),  // Fredensborg
    (217, Capital, 62_600),  // Helsingør
    (219, Capital, 50_600),  // Hillerød
    (223, Capital, 24_900),  // Hørsholm
    (230, Capital, 56_500),  // Rudersdal
    (240, Capital, 43_300),  // Egedal
    (250, Capital, 45_300),  // Frederikssund
    (260, Capital, 31_300),  // Halsnæs
    (270, Capital, 41_200),  // Gribskov
    (400, Capital, 39_700),  // Bornholm
    (411, Capital, 90),      // Christiansø
    (253, Zealand, 50_000),  // Greve
    (259, Zealand, 60_300),  // Køge
    (265, Zealand, 87_400),  // Roskilde
    (269, Zealand, 22_600),  // Solrød
    (306, Zealand, 33_100),  // Odsherred
    (316, Zealand, 70_900),  // Holbæk
    (320, Zealand, 36_200),  // Faxe
    (326, Zealand, 48_700),  // Kalundborg
    (329, Zealand, 34_500),  // Ringsted
    (330, Zealand, 78_800),  // Slagelse
    (336, Zealand, 22_600),  // Stevns
    (340, Zealand, 29_800),  // Sorø
    (350, Zealand, 27_600),  // Lejre
    (360, Zealand, 42_100),  // Lolland
    (370, Zealand, 82_900),  // Næstved
    (376, Zealand, 61_100),  // Guldborgsund
    (390, Zealand, 45_900),  // Vordingborg
    (410, South, 38_400),    // Middelfart
    (420, South, 41_200),    // Assens
    (430, South, 51_700),    // Faaborg-Midtfyn
    (440, South, 23_800),    // Kerteminde
    (450, South, 32_000),    // Nyborg
    (461, South, 203_000),   // Odense
    (479, South, 58_700),    // Svendborg
    (480, South, 29_600),    // Nordfyns
    (482, South, 12_500),    // Langeland
    (492, South, 6_200),     // Ærø
    (510, South, 55_900),    // Haderslev
    (530, South, 26_500),    // Billund
    (540, South, 74_700),    // Sønderborg
    (550, South, 37_700),    // Tønder
    (561, South, 116_000),   // Esbjerg
    (563, South, 3_400),     // Fanø
    (573, South, 50_200),    // Varde
    (575, South, 42_800),    // Vejen
    (580, South, 58_900),    // Aabenraa
    (607, South, 51_400),    // Fredericia
    (621, South, 92_500),    // Kolding
    (630, South, 114_800),   // Vejle
    (615, Central, 90_000),  // Horsens
    (657, Central, 88_800),  // Herning
    (661, Central, 58_500),  // Holstebro
    (665, Central, 20_200),  // Lemvig
    (671, Central, 21_300),  // Struer
    (706, Central, 42_500),  // Syddjurs
    (707, Central, 38_300),  // Norddjurs
    (710, Central, 48_500),  // Favrskov
    (727, Central, 22_500),  // Odder
    (730, Central, 97_900),  // Randers
    (740, Central, 92_000),  // Silkeborg
    (741, Central, 3_700),   // Samsø
    (746, Central, 61_500),  // Skanderborg
    (751, Central, 345_000), // Aarhus
    (756, Central, 41_400),  // Ikast-Brande
    (760, Central, 57_100),  // Ringkøbing-Skjern
    (766, Central, 46_600),  // Hedensted
    (779, Central, 46_600),  // Skive
    (791, Central, 97_000),  // Viborg
    (773, North, 20_600),    // Morsø
    (787, North, 44_000),    // Thisted
    (810, North, 36_300),    // Brønderslev
    (813, North, 60_300),    // Frederikshavn
    (820, North, 37_300),    // Vesthimmerlands
    (825, North, 1_800),     // Læsø
    (840, North, 29_900),    // Rebild
    (846, North, 42_200),    // Mariagerfjord
    (849, North, 38_600),    // Jammerbugt
    (851, North, 213_000),   // Aalborg
    (860, North, 65_400),    // Hjørring
];

/// Where people live and move.
pub(crate) struct Municipalities {
    /// The sum of the weights up to and with each municipality.
    cumulative: [u32; 99],
}

impl Municipalities {
    pub(crate) fn new() -> Municipalities {
        let mut sum = 0;
        Municipalities {
            cumulative: MUNICIPALITIES.map(|(_, _, weight)| {
                sum += weight;
                sum
            }),
        }
    }

    /// The code of a home, each municipality as often as its weight says.
    pub(crate) fn draw(&self, draws: &mut Draws) -> u16 {
        MUNICIPALITIES[self.place(draws.below(self.cumulative[98]))].0
    }

    /// The code of the next home after `from`: another municipality, mostly of the same region.
    pub(crate) fn draw_move(&self, from: u16, draws: &mut Draws) -> u16 {
        let within_region = draws.per_cent(70);
        for _ in 0..8 {
            let code = if within_region { self.draw_in_region_of(from, draws) } else { self.draw(draws) };
            if code != from {
                return code;
            }
        }
        // Only where one municipality holds most of a region's weight do eight draws hit it each time.
        if from == 101 { 147 } else { 101 }
    }

    fn draw_in_region_of(&self, code: u16, draws: &mut Draws) -> u16 {
        let Some(&(_, region, _)) = MUNICIPALITIES.iter().find(|(other, _, _)| *other == code) else {
            return self.draw(draws);
        };
        let first = MUNICIPALITIES.iter().position(|(_, other, _)| *other == region).unwrap_or(0);
        let last = MUNICIPALITIES.iter().rposition(|(_, other, _)| *other == region).unwrap_or(98);
        let before = if first == 0 { 0 } else { self.cumulative[first - 1] };
        MUNICIPALITIES[self.place(before + draws.below(self.cumulative[last] - before))].0
    }

    /// The municipality into whose share of the weights the number falls.
    fn place(&self, number: u32) -> usize {
        self.cumulative.partition_point(|sum| *sum <= number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draws::{Purpose, Streams};

    #[test]
    fn there_are_98_municipalities_and_christiansoe_once_each() {
        let mut codes: Vec<u16> = MUNICIPALITIES.iter().map(|(code, _, _)| *code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), 99);
        let regions = [Capital, Zealand, South, Central, North]
            .map(|region| MUNICIPALITIES.iter().filter(|row| row.1 == region).count());
        assert_eq!(regions, [30, 17, 22, 19, 11]);
        assert!(MUNICIPALITIES.is_sorted_by_key(|row| row.1 as u8), "the rows of a region must lie together");
    }

    #[test]
    fn people_live_by_weight_and_move_elsewhere() {
        let municipalities = Municipalities::new();
        let mut draws = Streams::new(5).of(0, Purpose::Life);
        let in_copenhagen = (0..100_000).filter(|_| municipalities.draw(&mut draws) == 101).count();
        assert!((10_200..11_200).contains(&in_copenhagen), "{in_copenhagen}");
        for (code, _, _) in MUNICIPALITIES {
            assert!((0..50).all(|_| municipalities.draw_move(code, &mut draws) != code));
        }
    }
}
