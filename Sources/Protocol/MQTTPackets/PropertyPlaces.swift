/// The packets, and the will, that may bear a property.
package struct PropertyPlaces: OptionSet, Sendable {
    package let rawValue: UInt16

    /// A set of places by their bits.
    @inline(__always)
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    package static let connect = PropertyPlaces(rawValue: 1 << 0)
    package static let will = PropertyPlaces(rawValue: 1 << 1)
    package static let connack = PropertyPlaces(rawValue: 1 << 2)
    package static let publish = PropertyPlaces(rawValue: 1 << 3)
    package static let puback = PropertyPlaces(rawValue: 1 << 4)
    package static let pubrec = PropertyPlaces(rawValue: 1 << 5)
    package static let pubrel = PropertyPlaces(rawValue: 1 << 6)
    package static let pubcomp = PropertyPlaces(rawValue: 1 << 7)
    package static let subscribe = PropertyPlaces(rawValue: 1 << 8)
    package static let suback = PropertyPlaces(rawValue: 1 << 9)
    package static let unsubscribe = PropertyPlaces(rawValue: 1 << 10)
    package static let unsuback = PropertyPlaces(rawValue: 1 << 11)
    package static let disconnect = PropertyPlaces(rawValue: 1 << 12)
    package static let auth = PropertyPlaces(rawValue: 1 << 13)
    package static let everywhere = PropertyPlaces(rawValue: 0x3FFF)
    package static let acknowledgements: PropertyPlaces = [
        .puback, .pubrec, .pubrel, .pubcomp, .suback, .unsuback,
    ]
}
