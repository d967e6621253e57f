/// A target depends on lower floors only; on floor 1 also on those to its left.
struct FloorRule {
    /// Floor 1 from left to right.
    private static let values = [
        "MQTTPackets", "MQTTTopics", "MQTTSessions", "LoRaFrames", "FaultCatalogue",
        "CertificateJudgement",
    ]

    /// Every dependency that points up or sideways, and every target that stands on no floor.
    func findings(in targets: [PackageDescription.Target]) -> [Finding] {
        // What only tests use stands among them, on no floor.
        let programs = targets.filter {
            $0.type != "test" && $0.path?.hasPrefix("Tests/") != true
        }
        let floors = Dictionary(
            programs.compactMap { target in
                Floor(path: target.path ?? "Sources/\(target.name)").map { (target.name, $0) }
            },
            uniquingKeysWith: { first, _ in first })
        // On floor 0 what is Swift stands on what is C.
        let systems = Set(
            programs.filter { $0.path?.hasPrefix("Sources/System/") == true }.map(\.name))
        return programs.flatMap { target -> [Finding] in
            guard let floor = floors[target.name] else {
                let message = "\(target.path ?? "its folder") is on no floor"
                return [Finding(path: target.name, line: nil, message: message)]
            }
            if floor == .values, !Self.values.contains(target.name) {
                let message = "has no place in the order of floor 1"
                return [Finding(path: target.name, line: nil, message: message)]
            }
            return target.dependencies.compactMap { dependency in
                guard let other = floors[dependency.name] else { return nil }
                if other == .shims, systems.contains(target.name),
                    !systems.contains(dependency.name)
                {
                    return nil
                }
                return finding(from: target.name, on: floor, to: dependency.name, on: other)
            }
        }
    }

    private func finding(
        from name: String, on floor: Floor, to other: String, on otherFloor: Floor
    ) -> Finding? {
        if otherFloor < floor { return nil }
        if floor == .values, otherFloor == .values {
            let places = (Self.values.firstIndex(of: name), Self.values.firstIndex(of: other))
            if let own = places.0, let left = places.1, left < own { return nil }
        }
        let message =
            "on floor \(floor.rawValue) depends on \(other) on floor \(otherFloor.rawValue)"
        return Finding(path: name, line: nil, message: message)
    }
}
