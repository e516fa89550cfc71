// The certificate number, `{PREFIX}-XXXX-XXXX`. docs/format.md, section 3.

const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const SHAPE = /^[\dA-HJKMNP-TV-Z]{2,5}(-[\dA-HJKMNP-TV-Z]{4}){2}$/;
const FIELD = 0b100101; // x^5 + x^2 + 1 makes GF(32) of the alphabet

export function isNumber(text) {
  return SHAPE.test(text) && checkSum(text.replace(/-/g, "")) === 0;
}

// Horner's scheme for the sum of a^i * v_i, where a is 2.
function checkSum(characters) {
  let sum = 0;
  for (const character of characters) {
    sum <<= 1;
    if (sum > 31) sum ^= FIELD;
    sum ^= ALPHABET.indexOf(character);
  }
  return sum;
}
