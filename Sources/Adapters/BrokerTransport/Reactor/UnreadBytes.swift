/// What was read from a connection and is not consumed yet; an object, because few have any.
final class UnreadBytes {
    var bytes: [UInt8]

    init(_ bytes: [UInt8]) { self.bytes = bytes }
}
