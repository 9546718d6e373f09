using System.Text;
using System.Xml;

namespace OcppLab.LoadTests;

/// <summary>Texts from outside, so that HTML and XML can hold them.</summary>
static class PlainText
{
    const char ControlPictures = '\u2400';

    /// <summary>The text with a picture in the place of each control character, and U+FFFD in that of what is no character.</summary>
    public static string Of(string? text)
    {
        if (text is null)
        {
            return "";
        }

        StringBuilder? plain = null;
        for (var i = 0; i < text.Length; i++)
        {
            var pair = i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1]);
            if (pair || (XmlConvert.IsXmlChar(text[i]) && text[i] is not ('\r' or '\u007f')))
            {
                plain?.Append(text, i, pair ? 2 : 1);
            }
            else
            {
                plain ??= new(text, 0, i, text.Length);
                plain.Append(text[i] < ' ' ? (char)(ControlPictures + text[i]) : '\ufffd');
            }

            i += pair ? 1 : 0;
        }

        return plain?.ToString() ?? text;
    }
}
