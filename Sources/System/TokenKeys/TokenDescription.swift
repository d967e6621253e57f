/// What a token says of itself.
package struct TokenDescription: Hashable, Sendable {
    /// The name that its owner gave it.
    package var label: String
    /// Who made it.
    package var manufacturer: String
    /// What it is.
    package var model: String
    /// Its number.
    package var serial: String
    /// The module's number of its slot.
    package var slotNumber: UInt
    /// What the module says of the slot.
    var slotDescription: String
    /// Who made the slot.
    var slotManufacturer: String
    /// Whether keys need a PIN.
    var needsLogin: Bool
    /// Whether the PIN is typed on the token itself.
    var hasOwnKeypad: Bool
    /// What is known of the PIN's tries.
    var pinState: PINState
    /// Whether it has been set up.
    var isInitialized: Bool

    /// How near the PIN is to its end.
    enum PINState: Hashable, Sendable {
        case good
        case lastTry
        case locked
    }

    /// Whether the address means it.
    func isMeant(by uri: TokenURI) -> Bool {
        func fits<Value: Equatable>(_ wanted: Value?, _ value: Value) -> Bool {
            wanted.map { $0 == value } ?? true
        }
        return fits(uri.token, label) && fits(uri.manufacturer, manufacturer)
            && fits(uri.model, model) && fits(uri.serial, serial)
            && fits(uri.slotNumber, slotNumber) && fits(uri.slotDescription, slotDescription)
            && fits(uri.slotManufacturer, slotManufacturer)
    }
}

extension TokenDescription: CustomStringConvertible {
    /// How an address would name it.
    package var description: String {
        "'\(label)' (\(manufacturer) \(model), serial \(serial), slot-id \(slotNumber))"
    }
}
