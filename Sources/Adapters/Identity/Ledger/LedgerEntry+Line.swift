#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension LedgerEntry {
    private static let serialBytesMax = 20
    private static let tab = UInt8(ascii: "\t")

    /// Reads one line, without its end.
    init(line: ArraySlice<UInt8>) throws(LedgerFault) {
        var fields: [String] = []
        for bytes in line.split(separator: Self.tab, omittingEmptySubsequences: false) {
            guard let field = String(validating: bytes, as: UTF8.self) else { throw .encoding }
            fields.append(field)
        }
        guard fields.count == 6 else { throw .fieldCount(fields.count) }
        guard let end = CalendarTime(ledgerText: fields[1]) else { throw .date }
        guard let serialNumber = Self.serialNumber(fields[3]) else { throw .serialNumber }
        status = try Self.status(fields[0], revocation: fields[2])
        notAfter = end.date
        self.serialNumber = serialNumber
        file = fields[4]
        subject = fields[5]
    }

    /// The line, without its end.
    var line: String {
        let (letter, revocation) =
            switch status {
            case .valid: ("V", "")
            case .revoked(let date, .unspecified): ("R", CalendarTime(date).ledgerText)
            case .revoked(let date, let reason):
                ("R", CalendarTime(date).ledgerText + "," + reason.name)
            }
        let fields = [
            letter, CalendarTime(notAfter).ledgerText, revocation,
            SerialNumberText.hexadecimal(serialNumber), file, subject,
        ]
        return fields.joined(separator: "\t")
    }

    /// A text that cannot end a field or a line, nor show otherwise than it is.
    static func fieldText(_ text: String) -> String {
        text.unicodeScalars.map { scalar in
            NameFault.isInvisible(scalar) ? "\\x" + String(scalar.value, radix: 16) : String(scalar)
        }.joined()
    }

    private static func serialNumber(_ text: String) -> [UInt8]? {
        guard let bytes = SerialNumberText.bytes(text), bytes.count <= serialBytesMax else {
            return nil
        }
        return bytes
    }

    // E is V whose time is over; OpenSSL's `updatedb` writes it, and the date says the same.
    private static func status(
        _ letter: String, revocation: String
    ) throws(LedgerFault) -> Status {
        switch letter {
        case "V", "E":
            guard revocation.isEmpty else { throw .date }
            return .valid
        case "R":
            let parts = revocation.split(separator: ",", omittingEmptySubsequences: false)
            guard let time = CalendarTime(ledgerText: String(parts[0])) else { throw .date }
            guard parts.count > 1 else { return .revoked(time.date, .unspecified) }
            guard parts.count == 2, let reason = RevocationReason(name: String(parts[1])) else {
                throw .reason
            }
            return .revoked(time.date, reason)
        default: throw .status
        }
    }
}
