/// Certificates in DER, one behind the other.
package enum EncodedCertificates {
    /// The whole ones from the front; what is cut off or no DER ends them.
    package static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var certificates: [[UInt8]] = []
        var rest = bytes[...]
        while let count = elementCount(at: rest), count <= rest.count {
            certificates.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return certificates
    }

    /// The bytes of the SEQUENCE that begins there, head included (X.690 section 8.1).
    private static func elementCount(at bytes: ArraySlice<UInt8>) -> Int? {
        let head = Array(bytes.prefix(5))
        guard head.count >= 2, head[0] == 0x30 else { return nil }
        if head[1] < 0x80 { return 2 + Int(head[1]) }
        let lengthCount = Int(head[1] & 0x7F)
        guard (1...3).contains(lengthCount), head.count >= 2 + lengthCount else { return nil }
        let length = head[2..<2 + lengthCount].reduce(0) { $0 << 8 | Int($1) }
        return 2 + lengthCount + length
    }
}
