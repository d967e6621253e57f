import SwiftASN1
import X509

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RevocationList {
    private static let reasonIdentifier: ASN1ObjectIdentifier = [2, 5, 29, 21]
    private static let numberIdentifier: ASN1ObjectIdentifier = [2, 5, 29, 20]

    /// Reads a list of version 1 or 2.
    package init(derEncoded bytes: [UInt8]) throws {
        let root = try DER.parse(bytes)
        let parts = try DER.sequence(root, identifier: .sequence) { nodes in
            guard let body = nodes.next() else { throw ListFault.version }
            return (
                body: body, algorithm: try Self.algorithm(&nodes),
                signature: try ASN1BitString(derEncoded: &nodes)
            )
        }
        der = bytes
        signedBytes = parts.body.encodedBytes
        signature = parts.signature
        signatureAlgorithm = parts.algorithm
        let read = try DER.sequence(parts.body, identifier: .sequence, Self.body)
        issuer = read.issuer
        thisUpdate = read.thisUpdate
        nextUpdate = read.nextUpdate
        entries = read.entries
        number = read.number
    }

    private typealias Body = (
        issuer: DistinguishedName, thisUpdate: Date, nextUpdate: Date?, entries: [Entry],
        number: UInt64?
    )

    private static func body(_ nodes: inout ASN1NodeCollection.Iterator) throws -> Body {
        var next = nodes.next()
        if let node = next, node.identifier == .integer {
            guard try Int(derEncoded: node) == 1 else { throw ListFault.version }
            next = nodes.next()
        }
        // The algorithm again; the outer one is what the signature is checked by.
        guard next != nil, let name = nodes.next() else { throw ListFault.version }
        let issuer = try DistinguishedName(derEncoded: name)
        let thisUpdate = try time(&nodes)
        var nextUpdate: Date?
        var entries: [Entry] = []
        var number: UInt64?
        while let node = nodes.next() {
            switch node.identifier {
            case .utcTime, .generalizedTime: nextUpdate = try time(node)
            case .sequence: entries = try DER.sequence(node, identifier: .sequence, list)
            default:
                number = try DER.explicitlyTagged(
                    node, tagNumber: 0, tagClass: .contextSpecific, listNumber)
            }
        }
        return (issuer, thisUpdate, nextUpdate, entries, number)
    }

    private static func algorithm(
        _ nodes: inout ASN1NodeCollection.Iterator
    ) throws -> ASN1ObjectIdentifier {
        guard let node = nodes.next() else { throw ListFault.algorithm }
        return try DER.sequence(node, identifier: .sequence) { parts in
            let identifier = try ASN1ObjectIdentifier(derEncoded: &parts)
            while parts.next() != nil {}
            return identifier
        }
    }

    private static func list(_ nodes: inout ASN1NodeCollection.Iterator) throws -> [Entry] {
        var entries: [Entry] = []
        while let node = nodes.next() {
            entries.append(try DER.sequence(node, identifier: .sequence, entry))
        }
        return entries
    }

    private static func entry(_ nodes: inout ASN1NodeCollection.Iterator) throws -> Entry {
        let serialNumber = try ArraySlice<UInt8>(derEncoded: &nodes)
        let date = try time(&nodes)
        var reason = RevocationReason.unspecified
        if let node = nodes.next() {
            for found in try extensions(node) where found.oid == reasonIdentifier {
                guard let code = try DER.parse(found.value).primitiveBytes(.enumerated)?.last,
                    let known = RevocationReason(rawValue: code)
                else { throw ListFault.number }
                reason = known
            }
        }
        return Entry(
            serialNumber: Array(serialNumber.drop { $0 == 0 }), date: date, reason: reason)
    }

    private static func listNumber(_ node: ASN1Node) throws -> UInt64? {
        for found in try extensions(node) where found.oid == numberIdentifier {
            // Twenty bytes are allowed; a number beyond 64 bits is none of ours.
            return try? UInt64(derEncoded: found.value)
        }
        return nil
    }

    private static func extensions(_ node: ASN1Node) throws -> [Certificate.Extension] {
        try DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: node)
    }

    private static func time(_ nodes: inout ASN1NodeCollection.Iterator) throws -> Date {
        guard let node = nodes.next() else { throw ListFault.number }
        return try time(node)
    }

    private static func time(_ node: ASN1Node) throws -> Date {
        let parts: CalendarTime?
        if node.identifier == .utcTime {
            let time = try UTCTime(derEncoded: node)
            parts = CalendarTime(
                year: time.year, month: time.month, day: time.day, hour: time.hours,
                minute: time.minutes, second: time.seconds)
        } else {
            let time = try GeneralizedTime(derEncoded: node)
            parts = CalendarTime(
                year: time.year, month: time.month, day: time.day, hour: time.hours,
                minute: time.minutes, second: time.seconds)
        }
        guard let parts else { throw ListFault.number }
        return parts.date
    }
}

extension ASN1Node {
    /// The content of a node of this kind that holds no other nodes.
    fileprivate func primitiveBytes(_ wanted: ASN1Identifier) -> ArraySlice<UInt8>? {
        guard identifier == wanted, case .primitive(let bytes) = content else { return nil }
        return bytes
    }
}
