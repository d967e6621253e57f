import BrokerCore

extension ListenerAddress {
    /// The address that `listener` is followed by: a port and perhaps an address, or 0 and a path.
    init(listenerValue text: String) throws(ProblemReason) {
        let port = text.prefix { !isBlank($0) }
        let rest = text.drop { !isBlank($0) }.drop(while: isBlank)
        let number: Int
        do {
            number = try NumberBounds.within(0...65_535).number(from: String(port))
        } catch {
            throw .invalidValue(String(port))
        }
        // As in mosquitto, a comment may follow the port.
        let second = rest.hasPrefix("#") ? "" : String(rest)
        if number == 0 {
            guard !second.isEmpty else { throw .portZeroWithoutPath }
            self = .unix(path: second)
        } else {
            if second.contains(where: isBlank) { throw .invalidValue(text) }
            self = .tcp(host: second.isEmpty ? nil : second, port: UInt16(clamping: number))
        }
    }
}
