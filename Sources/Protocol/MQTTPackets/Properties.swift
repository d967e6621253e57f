/// The properties of one packet in wire order; empty before MQTT 5, and then free of charge.
package struct Properties: Hashable, Sendable, ExpressibleByArrayLiteral {
    package var list: [Property]

    /// The properties in the order in which they go on the wire.
    package init(_ list: [Property] = []) { self.list = list }

    package init(arrayLiteral elements: Property...) { list = elements }

    /// Whether there is nothing to send.
    package var isEmpty: Bool { list.isEmpty }

    /// All user properties in order; setting them puts them after all others.
    package var userProperties: [UserProperty] {
        get { list.compactMap { if case .userProperty(let pair) = $0 { pair } else { nil } } }
        set {
            list.removeAll { $0.id == .userProperty }
            list += newValue.map { .userProperty($0) }
        }
    }

    /// All subscription identifiers; a PUBLISH to a client bears one per matching subscription.
    package var subscriptionIdentifiers: [UInt32] {
        get {
            list.compactMap { if case .subscriptionIdentifier(let id) = $0 { id } else { nil } }
        }
        set {
            list.removeAll { $0.id == .subscriptionIdentifier }
            list += newValue.map { .subscriptionIdentifier($0) }
        }
    }

    /// Puts `property` in the place of the first with that identifier, or at the end; nil removes.
    mutating func replace(_ id: PropertyID, with property: Property?) {
        if let index = list.firstIndex(where: { $0.id == id }) {
            if let property {
                list[index] = property
            } else {
                list.remove(at: index)
            }
        } else if let property {
            list.append(property)
        }
    }
}
