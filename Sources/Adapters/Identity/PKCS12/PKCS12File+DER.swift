import SwiftASN1

/// The few forms of DER that the file is made of.
extension PKCS12File {
    /// A sequence of parts that are DER already.
    static func sequence(_ parts: [[UInt8]]) throws -> [UInt8] {
        constructed(.sequence, parts)
    }

    /// A set, in the order that DER wants.
    static func set(_ parts: [[UInt8]]) -> [UInt8] {
        constructed(.set, parts.sorted { $0.lexicographicallyPrecedes($1) })
    }

    /// Tag 0 around a part.
    static func tagged(_ part: [UInt8]) throws -> [UInt8] {
        constructed(ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific), [part])
    }

    static func octets(_ bytes: [UInt8]) throws -> [UInt8] {
        try der(ASN1OctetString(contentBytes: bytes[...]))
    }

    static func integer(_ number: Int) throws -> [UInt8] { try der(number) }

    static func identifier(_ identifier: ASN1ObjectIdentifier) throws -> [UInt8] {
        try der(identifier)
    }

    static func null() throws -> [UInt8] { try der(ASN1Null()) }

    static func der(_ node: some DERSerializable) throws -> [UInt8] {
        var coder = DER.Serializer()
        try coder.serialize(node)
        return coder.serializedBytes
    }

    private static func constructed(_ identifier: ASN1Identifier, _ parts: [[UInt8]]) -> [UInt8] {
        var coder = DER.Serializer()
        coder.appendConstructedNode(identifier: identifier) { inner in
            for part in parts { inner.serializeRawBytes(part) }
        }
        return coder.serializedBytes
    }
}

extension ASN1ObjectIdentifier {
    static let data: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 1]
    static let encryptedData: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 6]
    static let pbes2: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 5, 13]
    static let pbkdf2: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 5, 12]
    static let hmacWithSHA256: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 2, 9]
    static let aes256CBC: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 1, 42]
    static let sha256: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 1]
}
