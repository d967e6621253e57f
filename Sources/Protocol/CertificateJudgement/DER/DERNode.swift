import SwiftASN1

/// One element of DER (X.690), which knows where among the bytes it stands.
struct DERNode {
    let identifier: ASN1Identifier
    /// The element as it is encoded, with its tag and length.
    let bytes: ArraySlice<UInt8>
    private let content: ASN1Node.Content

    init(_ node: ASN1Node) {
        identifier = node.identifier
        bytes = node.encodedBytes
        content = node.content
    }

    /// Reads bytes that are one element and nothing else.
    init(parsing bytes: ArraySlice<UInt8>) throws(DERFault) {
        do {
            self.init(try DER.parse(bytes))
        } catch {
            throw DERFault(offset: bytes.startIndex)
        }
    }

    /// For those who say where something is wrong.
    var fault: DERFault { DERFault(offset: bytes.startIndex) }

    /// Whether it bears this tag of the context, whatever type the tag stands for.
    func isTagged(_ number: UInt) -> Bool {
        identifier.tagClass == .contextSpecific && identifier.tagNumber == number
    }

    /// The elements inside, for any tag.
    func children() throws(DERFault) -> DERNodes {
        guard case .constructed(let nodes) = content else { throw fault }
        return DERNodes(nodes, of: self)
    }

    /// The elements inside a sequence or set.
    func children(of identifier: ASN1Identifier) throws(DERFault) -> DERNodes {
        guard self.identifier == identifier else { throw fault }
        return try children()
    }

    /// The bytes inside, for any tag.
    func octets() throws(DERFault) -> ArraySlice<UInt8> {
        guard case .primitive(let octets) = content else { throw fault }
        return octets
    }

    /// The bytes inside an element of this type.
    func octets(of identifier: ASN1Identifier) throws(DERFault) -> ArraySlice<UInt8> {
        guard self.identifier == identifier else { throw fault }
        return try octets()
    }
}
