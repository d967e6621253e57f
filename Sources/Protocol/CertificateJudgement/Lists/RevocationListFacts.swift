import SwiftASN1

/// What a certificate revocation list says (RFC 5280 section 5).
package struct RevocationListFacts: Hashable, Sendable {
    /// Larger ones are refused unread.
    package static let byteCountMax = 1 << 22

    /// The whole list.
    package let der: [UInt8]
    /// Who signed it.
    package let issuer: NameFacts
    /// Seconds since 1970.
    package let thisUpdate: Int64
    /// Seconds since 1970 when it must be renewed; nil when it does not say.
    package let nextUpdate: Int64?
    /// What was taken back, by serial number.
    package let revocations: [[UInt8]: Revocation]
    /// What the issuer's key made.
    package let signature: SignatureFacts
    /// Which key of the issuer signed it.
    package let authorityKeyID: AuthorityKeyID?
    /// The list's own number, which grows; nil when it has none.
    package let number: [UInt8]?
    /// Object identifiers of critical extensions that verifiers do not know.
    package let unknownCriticalIDs: [String]

    /// Reads one list.
    package init(der: [UInt8]) throws(CertificateFault) {
        guard der.count <= Self.byteCountMax else {
            throw .tooLarge(byteCountMax: Self.byteCountMax)
        }
        do {
            try self.init(reading: der)
        } catch {
            throw .notRevocationList(offset: error.offset)
        }
    }

    private init(reading der: [UInt8]) throws(DERFault) {
        var parts = try DERNode(parsing: der[...]).children(of: .sequence)
        let signed = try parts.required()
        let algorithm = try SignatureAlgorithm(try parts.required())
        let value = try parts.required().bits()

        var fields = try signed.children(of: .sequence)
        _ = fields.next(if: .integer)
        _ = try fields.required().children(of: .sequence)
        issuer = try NameFacts(try fields.required())
        thisUpdate = try fields.required().time()
        let next = fields.next(if: .utcTime) ?? fields.next(if: .generalizedTime)
        nextUpdate = try next.map { node throws(DERFault) in try node.time() }
        var revocations: [[UInt8]: Revocation] = [:]
        if let entries = fields.next(if: .sequence) {
            for entry in try entries.children(of: .sequence) {
                var parts = try entry.children(of: .sequence)
                let serialNumber = try parts.required().octets(of: .integer)
                revocations[Array(serialNumber)] = try Revocation(&parts)
            }
        }
        var keyID: AuthorityKeyID?
        var number: [UInt8]?
        var unknown: [String] = []
        if let extensions = fields.next(ifTagged: 0) {
            var inside = try extensions.children()
            for part in try inside.required().children(of: .sequence) {
                let known = try ListExtension(part)
                switch known.objectID {
                case "2.5.29.35": keyID = try AuthorityKeyID(try DERNode(parsing: known.value))
                case "2.5.29.20":
                    number = Array(try DERNode(parsing: known.value).octets(of: .integer))
                case "2.5.29.28": break
                default: if known.isCritical { unknown.append(known.objectID) }
                }
            }
        }
        self.der = der
        self.revocations = revocations
        authorityKeyID = keyID
        self.number = number
        unknownCriticalIDs = unknown
        signature = SignatureFacts(
            algorithm: algorithm, value: Array(value), signed: Array(signed.bytes))
    }

    /// The serial numbers of what was taken back.
    package var revoked: Set<[UInt8]> { Set(revocations.keys) }
}
