/// Why a text is no address of a key (RFC 7512); values never appear, for one may be a PIN.
package enum TokenURIFault: Error, Hashable, Sendable {
    /// It does not begin with `pkcs11:`.
    case scheme
    /// It is longer than any address.
    case tooLong(bytesMax: Int)
    /// A part is empty: a `;` or `&` too many.
    case empty(position: Int)
    /// A part has no `=`.
    case noValue(position: Int)
    /// A part's name has bytes that no name has.
    case name(position: Int)
    /// A part behind the PIN that is no attribute, but perhaps the PIN's end.
    case unknownBehindPIN(position: Int)
    /// No such attribute exists.
    case unknown(String)
    /// The attribute is there twice.
    case repeated(String)
    /// The attribute stands in the other half.
    case misplaced(String, belongsBehind: String)
    /// Both `pin-value` and `pin-source`.
    case twoPINs
    /// The attribute's value is not of its kind.
    case value(String, ValueFault)

    /// What is wrong with a value.
    package enum ValueFault: Hashable, Sendable {
        case notUTF8
        case notANumber
        case notAVersion
        case notAType
        case notAName
        case notAPath
        case program
        case otherHost
        case otherScheme
        case brokenEncoding
        case mustBeEncoded(UInt8)
    }
}

extension TokenURIFault: CustomStringConvertible {
    /// Which attribute is wrong, and how it is written.
    package var description: String {
        switch self {
        case .scheme: "it does not begin with pkcs11:"
        case .tooLong(let bytesMax): "it is longer than \(bytesMax) bytes"
        case .empty(let position):
            "a separator stands where attribute \(position) should"
        case .noValue(let position): "attribute \(position) has no =; write name=value"
        case .name(let position): "attribute \(position) has a name that none has"
        case .unknownBehindPIN(let position):
            "attribute \(position), behind the PIN, is unknown; write a & in a PIN as %26"
        case .unknown(let name): "the attribute '\(name)' is unknown\(Self.meant(name))"
        case .repeated(let name): "the attribute '\(name)' is there twice"
        case .misplaced(let name, "?"):
            "'\(name)' belongs behind the ?, as in pkcs11:token=…?\(name)=…"
        case .misplaced(let name, _):
            "'\(name)' belongs before the ?, as in pkcs11:\(name)=…"
        case .twoPINs: "it has pin-value and pin-source; pin-source is the safer one"
        case .value(let name, let fault): "the value of '\(name)' \(fault.text)"
        }
    }

    /// The same, where a name that no attribute has may be a part of the PIN.
    func withoutForeignName(at position: Int) -> TokenURIFault {
        switch self {
        case .unknown: .unknownBehindPIN(position: position)
        case .value(let name, _) where !TokenURI.names.contains(name):
            .unknownBehindPIN(position: position)
        default: self
        }
    }

    private static func meant(_ name: String) -> String {
        switch name.lowercased() {
        case "label", "key", "name": "; a key's label is object, a token's is token"
        case "pin": "; use pin-source, or pin-value"
        case "pinfile": "; use pin-source"
        case "module", "library": "; use module-path or module-name"
        case "slot": "; use slot-id"
        case "objecttype", "object-type": "; use type"
        default: " (RFC 7512 knows token, object, id, serial and others)"
        }
    }
}

extension TokenURIFault.ValueFault {
    fileprivate var text: String {
        switch self {
        case .notUTF8: "is no UTF-8"
        case .notANumber: "is no number"
        case .notAVersion: "is no version such as 2.6"
        case .notAType: "is none of public, private, cert, secret-key and data"
        case .notAName: "is a path or empty; a path goes into module-path"
        case .notAPath: "is no path of a file"
        case .program: "is a program (|…); only files are read"
        case .otherHost: "names a file of another host"
        case .otherScheme: "is neither a path nor a file: URI"
        case .brokenEncoding: "has a % without two hexadecimal digits"
        case .mustBeEncoded(UInt8(ascii: " ")): "has a space; write it as %20"
        case .mustBeEncoded(let byte):
            "has a byte that must be written as %\(String(byte, radix: 16, uppercase: true))"
        }
    }
}
