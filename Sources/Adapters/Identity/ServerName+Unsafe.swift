#if canImport(Darwin)
    import Darwin
#elseif canImport(Musl)
    import Musl
#else
    import Glibc
#endif

extension ServerName {
    /// The four or sixteen bytes of an IP address in its text form, nil for anything else.
    static func addressBytes(of text: String) -> [UInt8]? {
        if text.utf8.contains(0) { return nil }
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            // Safe: inet_pton writes exactly `count` bytes for its family, and only on success.
            if unsafe inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }

    /// The shortest text form of an address of four or sixteen bytes.
    static func addressText(of bytes: [UInt8]) -> String {
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        precondition(bytes.count == 4 || bytes.count == 16, "an IP address has 4 or 16 bytes")
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        // Safe: `bytes` has the family's length, and `text` the longest form's, which is passed on.
        guard unsafe inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else {
            preconditionFailure("inet_ntop refuses neither family nor room")
        }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
