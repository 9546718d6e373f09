using OcppLab.Ocpp;
using OcppLab.Simulation;

namespace OcppLab.Grains;

/// <summary>The part of a charger's grain that transfers its files: firmware, diagnostics, logs.</summary>
sealed partial class ChargerGrain
{
    CancellationTokenSource? upload, download, publication;

    // A new one takes the place of the one before, so that a CSMS that asks again and again has one under way.
    void Transfer(FileTransfer transfer)
    {
        ref var current = ref transfer.Kind == FileTransferKind.Upload ? ref upload : ref transfer.Md5 is null ? ref download : ref publication;
        current?.Cancel();
        current = new();
        _ = TransferAsync(transfer, current.Token);
    }

    void AbandonTransfers()
    {
        upload?.Cancel();
        download?.Cancel();
        publication?.Cancel();
    }

    async Task TransferAsync(FileTransfer transfer, CancellationToken cancellationToken)
    {
        FileTransferOutcome outcome;
        try
        {
            outcome = OutcomeOf(await ResultOfAsync(transfer, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            return;
        }
        catch (Exception mistake)
        {
            silo.Report(Id, mistake);
            outcome = FileTransferOutcome.Failed;
        }

        // An activation that goes leaves its transfers to the next, which begins them again.
        await Post(() =>
        {
            if (leaving || removed)
            {
                return;
            }

            var now = Now;
            CatchUp(now);
            Apply(Charger.TransferEnded(transfer.Number, outcome, now), now);
            Continue(now);
        });
    }

    async Task<TransferResult> ResultOfAsync(FileTransfer transfer, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(transfer.Location, UriKind.Absolute, out var location))
        {
            return new(TransferOutcome.Failed, 0, null, "the location is no address");
        }

        return transfer.Kind == FileTransferKind.Download
            ? await silo.Transfers.DownloadAsync(location, transfer.Signature, cancellationToken, transfer.Md5)
            : await silo.Transfers.UploadAsync(location, transfer.FileName, transfer.Content, cancellationToken);
    }

    FileTransferOutcome OutcomeOf(TransferResult result)
    {
        switch (result.Outcome)
        {
            case TransferOutcome.Done:
                return FileTransferOutcome.Done;
            case TransferOutcome.InvalidSignature:
                return FileTransferOutcome.InvalidSignature;
            case TransferOutcome.InvalidChecksum:
                return FileTransferOutcome.InvalidChecksum;
            case TransferOutcome.AddressNotAllowed:
                KeepLater($"A file transfer is only simulated: {result.Reason}.");
                return FileTransferOutcome.Simulated;
            case TransferOutcome.Denied:
                KeepLater($"A file transfer failed: {result.Reason}.");
                return FileTransferOutcome.Denied;
            default:
                KeepLater($"A file transfer failed: {result.Reason}.");
                return FileTransferOutcome.Failed;
        }
    }

    // Among the charger's logs, where people look for what it does.
    void KeepLater(string text) => Post(() => Keep(MessageDirection.ToCsms, "", System.Text.Encoding.UTF8.GetBytes(text), Now));
}
