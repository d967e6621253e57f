import MQTTPackets

/// The packets that the main package's tests hold, as bytes.
enum PacketSeeds {
    /// Every sample by itself, and those of each version in one stream.
    static func streams() throws -> [[UInt8]] {
        try Samples.versions.flatMap { version in
            let frames = try Samples.packets(version).map { Wire.encode($0, version) }
            return frames + [frames.flatMap(\.self)]
        }
    }

    /// Programs for shards: a client sends CONNECT, then a sample, as raw bytes.
    static func conversations() throws -> [[UInt8]] {
        let open: [UInt8] = [0, 0]
        var programs: [[UInt8]] = []
        for version in Samples.versions {
            let hello = Wire.encode(
                .connect(Connect(version: version, clientID: "a")), version)
            for (number, packet) in try Samples.packets(version).enumerated() {
                let frame = Wire.encode(packet, version)
                if frame.count > 255 { continue }
                let head: [UInt8] = [UInt8(number & 3), UInt8(number & 7)]
                programs.append(head + open + raw(hello) + raw(frame))
            }
        }
        return programs
    }

    /// Words of the wire that a fuzzer would need long to find.
    static let dictionary = #"""
        "\x00\x04MQTT\x04"
        "\x00\x04MQTT\x05"
        "\x00\x06MQIsdp\x03"
        "\x10"
        "\x30"
        "\x82"
        "\xa2"
        "\xff\xff\xff\x7f"
        "\x00\x01#"
        "\x00\x01+"
        "$share/"

        """#

    /// The step that sends bytes as they are, on the first connection.
    private static func raw(_ bytes: [UInt8]) -> [UInt8] { [14, 0, UInt8(bytes.count)] + bytes }
}
