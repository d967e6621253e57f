import SwiftASN1
import X509

extension Certificate.PrivateKey {
    /// The key as PKCS #8, which every TLS library reads whatever the key's kind.
    func pkcs8() throws -> [UInt8] {
        let document = try serializeAsPEM()
        guard document.discriminator == "RSA PRIVATE KEY" else { return document.derBytes }
        var coder = DER.Serializer()
        try coder.appendConstructedNode(identifier: .sequence) { outer in
            try outer.serialize(0)
            try outer.appendConstructedNode(identifier: .sequence) { algorithm in
                try algorithm.serialize(Self.rsaEncryption)
                try algorithm.serialize(ASN1Null())
            }
            try outer.serialize(ASN1OctetString(contentBytes: document.derBytes[...]))
        }
        return coder.serializedBytes
    }

    private static let rsaEncryption: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 1]
}
