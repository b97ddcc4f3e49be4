namespace Wattline.Firmware.Ports;

/// <summary>The keys of a kiosk, beside those that make an account.</summary>
public interface IKioskKeys
{
    /// <summary>
    /// The key that was pressed since the last call; 0 none, 1 yes, 2 cancel, 3 finish, 4 receipt again, 5 report an
    /// outage, 6 complain, 7 ask to be called back.
    /// </summary>
    int Take();

    /// <summary>Minor units that a collector typed since the last call; -1 for none.</summary>
    long TakeAmount();

    /// <summary>The number of the bank's slip that a collector typed since the last call, 1 to 32 characters; null for none.</summary>
    string TakeSlip();
}
