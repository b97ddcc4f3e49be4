namespace Wattline.Cloud.Portal;

/// <summary>Reads bodies of limited size.</summary>
internal static class BodyReader
{
    /// <summary>The body, or null when it is longer than the limit; a length that is announced is checked before a byte is read.</summary>
    public static async Task<ReadOnlyMemory<byte>?> ReadAsync(HttpRequest request, int bytesMax, CancellationToken stop)
    {
        if (request.ContentLength > bytesMax) return null;
        using var body = new MemoryStream((int)(request.ContentLength ?? 4096));
        var buffer = new byte[16 * 1024];
        int count;
        while ((count = await request.Body.ReadAsync(buffer, stop)) > 0)
        {
            if (body.Length + count > bytesMax) return null;
            body.Write(buffer, 0, count);
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }
}
