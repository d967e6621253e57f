import FaultCatalogue
import SwiftASN1
import X509

/// The texts of a kit's files.
struct KitContent {
    let name: String
    let broker: DeviceKit.Broker
    /// PEM, each with its final newline.
    let authority, certificate, key: String

    init(
        reading name: String, from store: IdentityStore, broker: DeviceKit.Broker
    ) throws(IdentityError) {
        self.name = name
        self.broker = broker
        let path = try store.leafPath(name)
        let keyPath = "\(store.folder)/\(name).key"
        authority = try Self.pem(CertificateFile(reading: store.authorityFiles.certificate))
        certificate = try Self.pem(CertificateFile(reading: path))
        let keyFile = try KeyFile(reading: keyPath)
        do {
            key =
                PEMDocument(type: KeyFile.labels[0], derBytes: try keyFile.key.pkcs8()).pemString
                + "\n"
        } catch {
            throw .pem(path: keyPath, .unsupported(label: KeyFile.labels[0]))
        }
    }

    func files(_ part: DeviceKit.Part) -> [KitFile] {
        switch part {
        case .bundle:
            [KitFile(KitFile.bundle, key + certificate + authority, isSecret: true)]
        case .mongoose:
            [
                KitFile(KitFile.mongooseSettings, mongooseSettings, isSecret: false),
                KitFile(KitFile.mongooseScript, mongooseScript, isSecret: false),
            ]
        case .arduino:
            [KitFile(KitFile.header, header, isSecret: true)]
        }
    }

    private static func pem(_ file: CertificateFile) throws(IdentityError) -> String {
        do {
            return try file.certificate.serializeAsPEM().pemString + "\n"
        } catch {
            throw .pem(path: file.path, .unsupported(label: CertificateFile.label))
        }
    }

    // Mongoose OS looks for PEM files by these names on the device's own file system.
    private var mongooseSettings: String {
        """
        {
          "mqtt": {
            "enable": true,
            "server": \(JSONText.quoted(broker.text)),
            "client_id": \(JSONText.quoted(name)),
            "ssl_ca_cert": "\(KitFile.authority)",
            "ssl_cert": "\(KitFile.certificate)",
            "ssl_key": "\(KitFile.key)"
          }
        }

        """
    }

    private var mongooseScript: String {
        """
        #!/bin/sh
        # Gives a board with Mongoose OS this identity: sh \(KitFile.mongooseScript)
        # With a secure element, leave out device.key and set mqtt.ssl_key=ATCA:0 instead.
        set -e
        cd -- "$(dirname -- "$0")"
        mos put \(KitFile.authority)
        mos put \(KitFile.certificate)
        mos put \(KitFile.key)
        mos config-set mqtt.enable=true \\
          \(ShellWord("mqtt.server=" + broker.text)) \\
          \(ShellWord("mqtt.client_id=" + name)) \\
          mqtt.ssl_ca_cert=\(KitFile.authority) \\
          mqtt.ssl_cert=\(KitFile.certificate) \\
          mqtt.ssl_key=\(KitFile.key)

        """
    }

    private var header: String {
        """
        // One device's identity. It holds the private key: show it to nobody, commit it nowhere.
        //   ESP32, Arduino   client.setCACert(apus_ca_certificate);
        //                    client.setCertificate(apus_certificate);
        //                    client.setPrivateKey(apus_private_key);
        //   ESP8266          client.setTrustAnchors(new BearSSL::X509List(apus_ca_certificate));
        //                    client.setClientECCert(new BearSSL::X509List(apus_certificate),
        //                        new BearSSL::PrivateKey(apus_private_key),
        //                        BR_KEYTYPE_SIGN, BR_KEYTYPE_EC);
        //   ESP-IDF          .broker.verification.certificate = apus_ca_certificate,
        //                    .credentials.authentication.certificate = apus_certificate,
        //                    .credentials.authentication.key = apus_private_key,
        #pragma once

        #ifdef ARDUINO
        #include <Arduino.h>
        #endif
        #ifndef PROGMEM
        #define PROGMEM
        #endif

        #define APUS_BROKER_HOST \(CText.quoted(broker.host))
        #define APUS_BROKER_PORT \(broker.port)
        #define APUS_CLIENT_ID \(CText.quoted(name))

        static const char apus_ca_certificate[] PROGMEM =
        \(CText.lines(authority));

        static const char apus_certificate[] PROGMEM =
        \(CText.lines(certificate));

        static const char apus_private_key[] PROGMEM =
        \(CText.lines(key));

        """
    }
}
