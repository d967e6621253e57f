import ArgumentParser
import Identity

extension CertCommand {
    /// `apus cert device`: one identity for each name, with what the device needs.
    struct Device: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key and a certificate for each device, and what its firmware takes.",
            discussion: """
                Beside NAME.key and NAME.crt there will be a folder NAME-device with all that the \
                device needs, under names that are the same for every device: ca.crt, device.crt, \
                device.key, and
                  bundle     bundle.pem: key, certificate and authority in one PEM file
                  mongoose   mongoose.json (settings) and mongoose.sh (runs `mos`): Mongoose OS
                  arduino    identity.h: a C header for Arduino (ESP32, ESP8266) and ESP-IDF

                Examples:
                  apus cert device esp8266 kitchen-sensor
                  apus cert device esp32 --for arduino --broker mqtt.example.net
                  apus cert device server-room --bare
                """
        )

        @OptionGroup var authority: AuthorityOptions

        @Flag(help: "Replace files that are there.")
        var force = false

        @Option(help: "How many days the certificates last; never longer than the authority.")
        var days = Lifetime.deviceDays

        @Option(help: "The kind of key; all devices and secure elements know p256.")
        var keyType = KeyType.p256

        @Option(
            name: .customLong("for"), parsing: .singleValue,
            help: "Write only this part of the folder NAME-device; may be repeated.")
        var parts: [DeviceKit.Part] = []

        @Flag(help: "Write no folder NAME-device.")
        var bare = false

        @OptionGroup var broker: KitBrokerOptions

        @Argument(help: "The devices' names, which become their MQTT user names.")
        var names: [String]

        func validate() throws {
            if bare, !parts.isEmpty {
                throw ValidationError("--bare writes no folder, so there is nothing --for it.")
            }
        }

        func run() throws {
            let store = authority.store
            let devices = try names.map { try LeafProfile.device(DeviceName($0)) }
            let place = broker.place(in: store)
            let kits = bare ? [] : kits(in: store, place)
            let made = try store.make(
                devices, keyType: keyType, days: days, besides: kits.map(\.path), replacing: force)
            for (index, identity) in made.enumerated() {
                var kit: IdentityReport.WrittenKit?
                if !bare { kit = (kits[index].path, try kits[index].write(from: store)) }
                print(
                    IdentityReport.device(identity, store: store, kit: kit, broker: place))
            }
        }

        private func kits(in store: IdentityStore, _ place: DeviceKit.Broker) -> [DeviceKit] {
            names.map { name in
                DeviceKit(
                    name, in: store.folder, parts: parts.isEmpty ? DeviceKit.Part.allCases : parts,
                    broker: place)
            }
        }
    }
}
