import CertificateJudgement
import Testing

@Suite struct Base64Tests {
    /// RFC 4648 section 10.
    static let vectors = [
        ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
        ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
    ]

    @Test(arguments: vectors)
    func `the vectors of RFC 4648 are met both ways`(plain: String, coded: String) {
        #expect(Base64.text(of: Array(plain.utf8)) == coded)
        #expect(Base64.bytes(of: coded.utf8) == Array(plain.utf8))
    }

    @Test(arguments: [
        "Z", "Zg", "Zg=", "Zg===", "Zh==", "Zm9=", "=", "====", "Zg==Zg==", "Zm 9", "Zm8=\n",
        "Z===",
        "Zm-_",
    ])
    func `what no encoder writes is refused`(text: String) {
        #expect(Base64.bytes(of: text.utf8) == nil)
    }

    @Test func `every byte survives at every place`() {
        for byte in UInt8.min ... .max {
            for bytes in [[byte], [0, byte], [0, 0, byte], [byte, byte, byte, byte]] {
                #expect(Base64.bytes(of: Base64.text(of: bytes).utf8) == bytes)
            }
        }
    }
}
