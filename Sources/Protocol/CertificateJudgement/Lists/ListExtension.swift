import SwiftASN1

/// An extension of a revocation list or of an entry in it.
struct ListExtension {
    let objectID: String
    let isCritical: Bool
    let value: ArraySlice<UInt8>

    init(_ node: DERNode) throws(DERFault) {
        var fields = try node.children(of: .sequence)
        objectID = try fields.required().objectID()
        isCritical =
            try fields.next(if: .boolean).map { node throws(DERFault) in
                try node.boolean()
            } ?? false
        value = try fields.required().octets(of: .octetString)
    }
}
