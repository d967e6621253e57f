/// Object identifiers in dotted decimals, `2.5.29.17`.
enum ObjectIDText {
    /// Nil when the bytes are no object identifier; an arc beyond 64 bits is written as `…`.
    static func text(of octets: ArraySlice<UInt8>) -> String? {
        guard let last = octets.last, last & 0x80 == 0 else { return nil }
        var arcs: [String] = []
        var value: UInt64 = 0
        var isTooLarge = false
        for octet in octets {
            if value > UInt64.max >> 7 { isTooLarge = true }
            value = value << 7 | UInt64(octet & 0x7F)
            guard octet & 0x80 == 0 else { continue }
            if arcs.isEmpty, !isTooLarge {
                // The first two arcs share a number (X.690 section 8.19.4).
                let first = min(value / 40, 2)
                arcs = ["\(first)", "\(value - first * 40)"]
            } else {
                arcs.append(isTooLarge ? "…" : "\(value)")
            }
            value = 0
            isTooLarge = false
        }
        return arcs.joined(separator: ".")
    }
}
