//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Display, Write};

use crate::histogram::Histogram;

/// A page in the making. Writing to a text cannot fail, so results of it are dropped.
#[derive(Default)]
pub(super) struct Page {
    text: String,
}

/// Names and values that tell the series of one metric apart.
pub(super) type Labels<'l> = &'l [(&'l str, &'l str)];

impl Page {
    /// Begins a metric.
    pub(super) fn metric(&mut self, name: &str, kind: &str, help: &str) {
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    /// One value of a metric.
    pub(super) fn value(&mut self, name: &str, labels: Labels<'_>, value: impl Display) {
        let _ = writeln!(self.text, "{name}{} {value}", braced(labels));
    }

    /// A metric with one value and no labels.
    pub(super) fn single(&mut self, name: &str, kind: &str, help: &str, value: impl Display) {
        self.metric(name, kind, help);
        self.value(name, &[], value);
    }

    /// A histogram of microseconds, shown in seconds as Prometheus has it.
    pub(super) fn seconds(&mut self, name: &str, labels: Labels<'_>, histogram: &Histogram) {
        self.histogram(name, labels, histogram, |micros| format!("{}.{:06}", micros / 1_000_000, micros % 1_000_000));
    }

    /// A histogram of counts.
    pub(super) fn counts(&mut self, name: &str, labels: Labels<'_>, histogram: &Histogram) {
        self.histogram(name, labels, histogram, |count| count.to_string());
    }

    fn histogram(&mut self, name: &str, labels: Labels<'_>, histogram: &Histogram, shown: impl Fn(u64) -> String) {
        let bucket = format!("{name}_bucket");
        for (bound, count) in histogram.cumulative() {
            self.value(&bucket, &[labels, &[("le", &shown(bound))]].concat(), count);
        }
        self.value(&bucket, &[labels, &[("le", "+Inf")]].concat(), histogram.total());
        self.value(&format!("{name}_sum"), labels, shown(histogram.sum()));
        self.value(&format!("{name}_count"), labels, histogram.total());
    }

    /// The page.
    pub(super) fn finish(self) -> String {
        self.text
    }
}

fn braced(labels: Labels<'_>) -> String {
    if labels.is_empty() {
        return String::new();
    }
    let escaped = |value: &str| value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', "\\n");
    let pairs: Vec<_> = labels.iter().map(|(name, value)| format!("{name}=\"{}\"", escaped(value))).collect();
    format!("{{{}}}", pairs.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_as_prometheus_reads_it() {
        let mut page = Page::default();
        page.single("up", "gauge", "Whether it is up.", 1);
        let histogram = Histogram::new(&[1_500, 2_000_000]);
        histogram.count(1_000);
        page.seconds("time", &[("route", "a\"b")], &histogram);
        let text = "# HELP up Whether it is up.\n# TYPE up gauge\nup 1\n\
            time_bucket{route=\"a\\\"b\",le=\"0.001500\"} 1\n\
            time_bucket{route=\"a\\\"b\",le=\"2.000000\"} 1\n\
            time_bucket{route=\"a\\\"b\",le=\"+Inf\"} 1\n\
            time_sum{route=\"a\\\"b\"} 0.001000\ntime_count{route=\"a\\\"b\"} 1\n";
        assert_eq!(page.finish(), text);
    }
}
