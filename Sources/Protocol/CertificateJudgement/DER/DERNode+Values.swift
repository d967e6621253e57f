import SwiftASN1

extension DERNode {
    /// An object identifier in dotted decimals.
    func objectID() throws(DERFault) -> String {
        guard let text = ObjectIDText.text(of: try octets(of: .objectIdentifier)) else {
            throw fault
        }
        return text
    }

    func boolean() throws(DERFault) -> Bool {
        let octets = try octets(of: .boolean)
        guard octets.count == 1 else { throw fault }
        // BER's writers say true in 255 ways.
        return octets.first != 0
    }

    /// A number that is no longer than four bytes and not negative.
    func smallNumber(of identifier: ASN1Identifier = .integer) throws(DERFault) -> Int {
        let octets = try octets(of: identifier)
        guard (1...4).contains(octets.count), let first = octets.first, first < 0x80 else {
            throw fault
        }
        return octets.reduce(0) { $0 << 8 | Int($1) }
    }

    /// The bits of a bit string that ends with a byte.
    func bits() throws(DERFault) -> ArraySlice<UInt8> {
        let octets = try octets(of: .bitString)
        guard octets.first == 0 else { throw fault }
        return octets.dropFirst()
    }

    /// The first sixteen named bits of a bit string; bit 0 is the value's lowest.
    func flags() throws(DERFault) -> UInt16 {
        let octets = try octets(of: .bitString)
        guard let unused = octets.first, unused < 8 else { throw fault }
        var flags: UInt16 = 0
        for (place, octet) in octets.dropFirst().prefix(2).enumerated() {
            for bit in 0..<8 where octet & (0x80 >> UInt8(bit)) != 0 {
                flags |= 1 << UInt16(place * 8 + bit)
            }
        }
        return flags
    }

    /// Seconds since 1970 of a UTCTime or GeneralizedTime (RFC 5280 section 4.1.2.5).
    func time() throws(DERFault) -> Int64 {
        let isShort = identifier == .utcTime
        guard isShort || identifier == .generalizedTime else { throw fault }
        guard let time = DERTime.seconds(of: try octets(), hasShortYear: isShort) else {
            throw fault
        }
        return time
    }
}
