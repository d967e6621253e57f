import CertificateJudgement

/// A moment as people read it in a sentence: the day alone, in UTC.
struct Day: CustomStringConvertible {
    let description: String

    /// The day of a moment in seconds since 1970.
    init(_ secondsSince1970: Int64) {
        description = String(
            CalendarText.text(of: secondsSince1970).prefix { $0 != " " && $0 != "T" })
    }
}
