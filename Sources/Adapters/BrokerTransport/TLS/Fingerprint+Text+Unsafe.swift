extension Fingerprint {
    /// The octets as tools print them: `A1:02:…`.
    var text: String {
        let digits = Array("0123456789ABCDEF".utf8)
        var text: [UInt8] = []
        // Proof: the bytes are those of `words`, which is lent for the call.
        unsafe withUnsafeBytes(of: self) { bytes in
            for place in bytes.indices {
                let byte = unsafe bytes[place]
                if !text.isEmpty { text.append(UInt8(ascii: ":")) }
                text.append(digits[Int(byte >> 4)])
                text.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
