import SwiftASN1

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A second of UTC in the parts of the calendar, as X.509 and index files write it.
struct CalendarTime: Hashable, Sendable {
    let year, month, day, hour, minute, second: Int

    private static let secondsPerDay = 86_400
    /// From here on, and before 1950, two digits no longer name a year (RFC 5280 section 4.1.2.5).
    private static let fourDigitYear = 2_050

    /// The whole second in which the date lies.
    init(_ date: Date) {
        let total = Int(date.timeIntervalSince1970.rounded(.down))
        var seconds = total % Self.secondsPerDay
        if seconds < 0 { seconds += Self.secondsPerDay }
        (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60)
        (year, month, day) = Self.date(day: (total - seconds) / Self.secondsPerDay)
    }

    /// Nil when the parts name no second.
    init?(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        guard (0...9_999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        (self.hour, self.minute, self.second) = (hour, minute, second)
        // The 31st of a shorter month comes back as another day.
        guard Self.date(day: dayNumber) == (year, month, day) else { return nil }
    }

    /// `YYMMDDHHMMSSZ` or `YYYYMMDDHHMMSSZ`.
    init?(ledgerText text: String) {
        let digits = Array(text.utf8.dropLast())
        let zero = UInt8(ascii: "0")
        guard text.utf8.last == UInt8(ascii: "Z"), digits.count == 12 || digits.count == 14,
            digits.allSatisfy({ (zero...zero + 9).contains($0) })
        else { return nil }
        var pairs: [Int] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            pairs.append(Int(digits[index] - zero) * 10 + Int(digits[index + 1] - zero))
        }
        if pairs.count == 7 {
            let century = pairs.removeFirst()
            pairs[0] += century * 100
        } else {
            pairs[0] += pairs[0] < 50 ? 2_000 : 1_900
        }
        self.init(
            year: pairs[0], month: pairs[1], day: pairs[2], hour: pairs[3], minute: pairs[4],
            second: pairs[5])
    }

    /// The same instant.
    var date: Date {
        Date(
            timeIntervalSince1970: Double(
                dayNumber * Self.secondsPerDay + hour * 3_600 + minute * 60 + second))
    }

    /// Two digits for the year where they suffice, which is how `openssl ca` writes it.
    var ledgerText: String {
        let parts = [month, day, hour, minute, second].map { Self.digits($0, count: 2) }.joined()
        return (isShort ? Self.digits(year % 100, count: 2) : Self.digits(year, count: 4))
            + parts + "Z"
    }

    /// Writes the time in the form that RFC 5280 wants for its year.
    func serialize(into coder: inout DER.Serializer) throws {
        if isShort {
            try coder.serialize(
                UTCTime(
                    year: year, month: month, day: day, hours: hour, minutes: minute,
                    seconds: second))
        } else {
            try coder.serialize(
                GeneralizedTime(
                    year: year, month: month, day: day, hours: hour, minutes: minute,
                    seconds: second, fractionalSeconds: 0))
        }
    }

    private var isShort: Bool { (1_950..<Self.fourDigitYear).contains(year) }

    private static func digits(_ number: Int, count: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, count - digits.count)) + digits
    }

    // Days since 1970 of the proleptic Gregorian calendar. Counting years from March puts the leap
    // day last, so that a month's first day is a linear function of the month.
    private var dayNumber: Int {
        let marchYear = month > 2 ? year : year - 1
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    private static func date(day number: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = number + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra =
            (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * marchMonth + 2) / 5 + 1)
    }
}
