/// Where a key in a token is found (RFC 7512): `pkcs11:token=…;object=…?module-path=…`.
///
/// An attribute that is nil matches everything.
package struct TokenURI: Hashable, Sendable {
    /// The token's label.
    package private(set) var token: String?
    /// Who made the token.
    package private(set) var manufacturer: String?
    /// The token's serial number.
    package private(set) var serial: String?
    /// The token's model.
    package private(set) var model: String?
    /// The label of the object.
    package private(set) var object: String?
    /// The identifier of the object, CKA_ID.
    package private(set) var identifier: [UInt8]?
    /// The kind of object.
    package private(set) var type: ObjectType?
    /// The module's number of the slot.
    package private(set) var slotNumber: UInt?
    /// What the module says of the slot.
    package private(set) var slotDescription: String?
    /// Who made the slot.
    package private(set) var slotManufacturer: String?
    /// Who made the module.
    package private(set) var libraryManufacturer: String?
    /// What the module says of itself.
    package private(set) var libraryDescription: String?
    /// The module's version, major and minor.
    package private(set) var libraryVersion: [UInt8]?
    /// The name of the module's file, without folder, `lib` and `.so`.
    package private(set) var moduleName: String?
    /// The module's file, or the folder that has it.
    package private(set) var modulePath: String?
    /// Where the PIN comes from.
    package private(set) var pin: PINSource?

    /// What an address can name.
    package enum ObjectType: String, CaseIterable, Hashable, Sendable {
        case publicKey = "public"
        case privateKey = "private"
        case certificate = "cert"
        case secretKey = "secret-key"
        case data
    }

    /// How an address begins; schemes know no case (RFC 3986 section 3.1).
    private static let scheme = "pkcs11:"
    /// Far above any address, far below what costs time.
    package static let bytesMax = 8_192

    /// All attributes that there are (RFC 7512 section 2.3).
    static let names: Set<String> = [
        "token", "manufacturer", "serial", "model", "object", "id", "type", "slot-id",
        "slot-description", "slot-manufacturer", "library-manufacturer", "library-description",
        "library-version", "pin-value", "pin-source", "module-name", "module-path",
    ]

    /// Whether a text that may also be a path is meant as such an address.
    package static func isMeant(by text: String) -> Bool {
        text.prefix(scheme.count).lowercased() == scheme
    }

    /// Reads an address; what it does not know it refuses by name.
    package init(_ text: String) throws(TokenURIFault) {
        guard Self.isMeant(by: text) else { throw .scheme }
        guard text.utf8.count <= Self.bytesMax else { throw .tooLong(bytesMax: Self.bytesMax) }
        let rest = Array(text.utf8.dropFirst(Self.scheme.utf8.count))
        let end = rest.firstIndex(of: UInt8(ascii: "?")) ?? rest.endIndex
        var seen: Set<String> = []
        var position = 0
        for part in Self.parts(of: rest[..<end], separator: UInt8(ascii: ";")) {
            position += 1
            let attribute = try PercentAttribute(part, position: position, extraBytes: "&")
            guard seen.insert(attribute.name).inserted else { throw .repeated(attribute.name) }
            try setPath(attribute)
        }
        guard end < rest.endIndex else { return }
        for part in Self.parts(of: rest[(end + 1)...], separator: UInt8(ascii: "&")) {
            position += 1
            var isBehindPIN = false
            if case .value = pin { isBehindPIN = true }
            do throws(TokenURIFault) {
                let attribute = try PercentAttribute(part, position: position, extraBytes: "/?|")
                guard seen.insert(attribute.name).inserted else { throw .repeated(attribute.name) }
                try setQuery(attribute)
            } catch {
                throw isBehindPIN ? error.withoutForeignName(at: position) : error
            }
        }
    }

    private static func parts(
        of bytes: ArraySlice<UInt8>, separator: UInt8
    ) -> [ArraySlice<UInt8>] {
        if bytes.isEmpty { return [] }
        return bytes.split(separator: separator, omittingEmptySubsequences: false)
    }

    private mutating func setPath(_ attribute: PercentAttribute) throws(TokenURIFault) {
        switch attribute.name {
        case "token": token = try attribute.text()
        case "manufacturer": manufacturer = try attribute.text()
        case "serial": serial = try attribute.text()
        case "model": model = try attribute.text()
        case "object": object = try attribute.text()
        case "id": identifier = attribute.value
        case "type": type = try objectType(attribute)
        case "slot-id": slotNumber = try attribute.number()
        case "slot-description": slotDescription = try attribute.text()
        case "slot-manufacturer": slotManufacturer = try attribute.text()
        case "library-manufacturer": libraryManufacturer = try attribute.text()
        case "library-description": libraryDescription = try attribute.text()
        case "library-version": libraryVersion = try attribute.version()
        case "pin-value", "pin-source", "module-name", "module-path":
            throw .misplaced(attribute.name, belongsBehind: "?")
        default: throw .unknown(attribute.name)
        }
    }

    private func objectType(_ attribute: PercentAttribute) throws(TokenURIFault) -> ObjectType {
        guard let type = ObjectType(rawValue: try attribute.text()) else {
            throw .value(attribute.name, .notAType)
        }
        return type
    }

    private mutating func setQuery(_ attribute: PercentAttribute) throws(TokenURIFault) {
        switch attribute.name {
        case "pin-value":
            if pin != nil { throw .twoPINs }
            pin = .value(attribute.value)
        case "pin-source":
            if pin != nil { throw .twoPINs }
            pin = .file(try attribute.filePath())
        case "module-name":
            let name = try attribute.text()
            if name.isEmpty || name.contains("/") { throw .value(attribute.name, .notAName) }
            moduleName = name
        case "module-path": modulePath = try attribute.filePath()
        case "token", "manufacturer", "serial", "model", "object", "id", "type", "slot-id",
            "slot-description", "slot-manufacturer", "library-manufacturer",
            "library-description", "library-version":
            throw .misplaced(attribute.name, belongsBehind: scheme)
        default: throw .unknown(attribute.name)
        }
    }

    private var scheme: String { Self.scheme }
}
