/// Where an antenna stands, in metres.
package struct Position: Hashable, Sendable {
    package let x: Int32
    package let y: Int32

    /// A place by its coordinates in metres.
    package init(x: Int32, y: Int32) {
        self.x = x
        self.y = y
    }

    /// The distance to `other` in metres; antennas are never nearer than one metre.
    package func distance(to other: Position) -> Double {
        let across = Double(x) - Double(other.x)
        let along = Double(y) - Double(other.y)
        return max((across * across + along * along).squareRoot(), 1)
    }
}
