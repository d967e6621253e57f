/// The times of certificates, as seconds since 1970.
enum DERTime {
    /// Nil when it is no time. Seconds may be missing and a zone may stand in place of `Z`, as old
    /// certificates have it.
    static func seconds(of octets: ArraySlice<UInt8>, hasShortYear: Bool) -> Int64? {
        var digits = Digits(rest: octets)
        guard var year = digits.number(of: hasShortYear ? 2 : 4) else { return nil }
        if hasShortYear { year += year < 50 ? 2000 : 1900 }
        guard let month = digits.number(of: 2), let day = digits.number(of: 2),
            let hour = digits.number(of: 2), let minute = digits.number(of: 2),
            (1...12).contains(month), (1...CalendarText.days(in: month, of: year)).contains(day),
            hour < 24, minute < 60
        else { return nil }
        let second = digits.number(of: 2) ?? 0
        guard second < 60, let offset = digits.zone() else { return nil }
        let days = CalendarText.daysSince1970(year: year, month: month, day: day)
        return ((days * 24 + hour) * 60 + minute) * 60 + second - offset
    }

    private struct Digits {
        var rest: ArraySlice<UInt8>

        mutating func number(of count: Int) -> Int64? {
            let digits = rest.prefix(count)
            let zero = UInt8(ascii: "0")
            guard digits.count == count,
                digits.allSatisfy({ (zero...UInt8(ascii: "9")).contains($0) })
            else { return nil }
            rest = rest.dropFirst(count)
            return digits.reduce(0) { $0 * 10 + Int64($1 - zero) }
        }

        /// Seconds east of Greenwich.
        mutating func zone() -> Int64? {
            let sign = rest.popFirst()
            if sign == UInt8(ascii: "Z") { return rest.isEmpty ? 0 : nil }
            guard sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"),
                let hours = number(of: 2), let minutes = number(of: 2), rest.isEmpty
            else { return nil }
            let seconds = (hours * 60 + minutes) * 60
            return sign == UInt8(ascii: "+") ? seconds : -seconds
        }
    }
}
