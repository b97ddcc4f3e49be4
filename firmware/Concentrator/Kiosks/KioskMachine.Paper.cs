namespace Wattline.Firmware.Kiosks;

/// <content>Receipts: the number is made and durable before any paper moves, and stands without paper.</content>
public sealed partial class KioskMachine
{
    private const int ReceiptMake = 0;
    private const int ReceiptFlush = 1;
    private const int ReceiptPrint = 2;
    private const int ReceiptTell = 3;

    private int _receipt;

    private bool IsOffline => _customer == null || !_customer.IsOnline;

    private void WatchReceipt(long now)
    {
        switch (_receipt)
        {
            case ReceiptMake:
                if (!_ledger.Receipt(ReceiptState.Made, IsOffline, now))
                {
                    _retryAt = now + KioskLimits.RetryMs;
                    return;
                }
                _receipt = ReceiptFlush;
                WatchReceipt(now);
                return;
            case ReceiptFlush:
                if (!_ledger.Flush(now))
                {
                    _retryAt = now + KioskLimits.RetryMs;
                    return;
                }
                _receipt = ReceiptPrint;
                _deadline = now + KioskLimits.PrintMs;
                Print(false, now);
                Show(KioskScreen.Thanks);
                return;
            case ReceiptPrint:
                if (_parts.Printer != null && _parts.Printer.IsBusy && now < _deadline)
                {
                    return;
                }
                var printed = _parts.Printer != null && !_parts.Printer.IsBusy && _parts.Printer.IsPrinted;
                TellPaper();
                if (!printed)
                {
                    Show(KioskScreen.NoPaper);
                }
                if (!_ledger.Receipt(printed ? ReceiptState.Printed : ReceiptState.NotPrinted, IsOffline, now))
                {
                    _retryAt = now + KioskLimits.RetryMs;
                    return;
                }
                _receipt = ReceiptTell;
                Go(SessionCause.Told, now);
                return;
            default:
                Go(SessionCause.Told, now);
                return;
        }
    }

    /// <summary>The last receipt once more, with its own number.</summary>
    private void Reprint(long now)
    {
        if (Memory.Receipt == 0 || _parts.Printer == null || _parts.Printer.IsBusy || _state != SessionState.Idle)
        {
            return;
        }
        if (_ledger.Receipt(ReceiptState.Reprinted, true, now) && _ledger.Flush(now))
        {
            Print(true, now);
        }
    }

    private void Print(bool again, long now)
    {
        var printer = _parts.Printer;
        if (printer == null)
        {
            return;
        }
        printer.Clear();
        printer.Line(again ? "RECEIPT (COPY)" : "RECEIPT");
        printer.Line("No. " + _ledger.Kiosk + "-" + Memory.Receipt.ToString());
        printer.Line("Account " + Memory.ReceiptAccount);
        printer.Line("Paid " + Amount(Memory.ReceiptValue) + " " + Memory.Currency);
        printer.Line("Notes " + Memory.ReceiptNotes.ToString() + ", coins " + Memory.ReceiptCoins.ToString());
        if (IsOffline)
        {
            // Nobody has said that the supply comes back, so the paper does not say so.
            printer.Line("Taken offline: it is credited when");
            printer.Line("the kiosk is connected again.");
        }
        else if (_customer.Reconnect == ReconnectState.Allowed)
        {
            printer.Line("Allowed: press the meter's button.");
        }
        else if (_customer.Reconnect == ReconnectState.Closed)
        {
            printer.Line("The meter is closed.");
        }
        printer.Print(now);
    }

    /// <summary>Minor units with two decimals.</summary>
    internal static string Amount(long value)
    {
        var rest = value % 100;
        return (value / 100).ToString() + (rest < 10 ? ".0" : ".") + rest.ToString();
    }
}
