import type { Wording } from './wording';

const UNASKED = 'Jika Anda tidak memintanya, abaikan pesan ini: tidak ada yang akan berubah.';
const SECRET = 'Kami tidak akan pernah meminta kode ini dari Anda. Jangan berikan kepada siapa pun.';

const greeting = (name: string | null) => (name === null ? 'Halo,' : `Halo ${name},`);
const codeNotes = (lifetime: string, ownerName: string) => [
  `Kode hanya dapat dipakai sekali dan berlaku selama ${lifetime}.`,
  `Anda menerima pesan ini karena seseorang, kemungkinan besar Anda, meminta kode di ${ownerName}. ${UNASKED}`,
  SECRET,
];
const linkNotes = (lifetime: string, ownerName: string) => [
  `Tautan hanya dapat dipakai sekali dan berlaku selama ${lifetime}.`,
  `Anda menerima pesan ini karena seseorang, kemungkinan besar Anda, memintanya di ${ownerName}. ${UNASKED}`,
];

/** The mails in Indonesian. */
export const INDONESIAN: Wording = {
  verification_code: ({ code, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Kode verifikasi Anda untuk ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Berikut kode untuk memverifikasi alamat email Anda di ${ownerName}:`,
    focus: { kind: 'code', code },
    details: [],
    notes: codeNotes(lifetime(expiresInMinutes), ownerName),
  }),
  verification_link: ({ link, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Konfirmasi alamat email Anda untuk ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Buka tautan ini untuk mengonfirmasi alamat email Anda di ${ownerName}:`,
    focus: { kind: 'link', label: 'Konfirmasi alamat email', href: link },
    details: [],
    notes: linkNotes(lifetime(expiresInMinutes), ownerName),
  }),
  password_code: ({ code, accountName, ownerName, expiresInMinutes }, { lifetime }) => ({
    subject: `Kode untuk mengganti kata sandi Anda di ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Berikut kode untuk mengganti kata sandi Anda di ${ownerName}:`,
    focus: { kind: 'code', code },
    details: [],
    notes: codeNotes(lifetime(expiresInMinutes), ownerName),
  }),
  password_link: ({ link, accountName, ownerName, expiresInMinutes }, { to, lifetime }) => ({
    subject: `Buat kata sandi baru untuk ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Buka tautan ini untuk membuat kata sandi baru bagi akun Anda di ${ownerName}:`,
    focus: { kind: 'link', label: 'Buat kata sandi baru', href: link },
    details: [...(accountName === null ? [] : [['Nama', accountName] as const]), ['Email', to]],
    notes: linkNotes(lifetime(expiresInMinutes), ownerName),
  }),
  account_exists: ({ accountName, ownerName }) => ({
    subject: `Anda sudah memiliki akun di ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Seseorang, kemungkinan besar Anda, mencoba mendaftar di ${ownerName} dengan alamat email ini. Anda sudah memiliki akun di sana.`,
    focus: { kind: 'none' },
    details: [],
    notes: [
      'Masuklah dengan kata sandi yang Anda pilih, atau minta yang baru jika Anda lupa.',
      'Jika itu bukan Anda, abaikan pesan ini: tidak ada yang akan berubah.',
    ],
  }),
  password_changed: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `Kata sandi Anda di ${ownerName} telah diganti`,
    greeting: greeting(accountName),
    intro: `Kata sandi akun Anda di ${ownerName} telah diganti.`,
    focus: { kind: 'none' },
    details: [['Waktu', moment(at)]],
    notes: [
      'Jika itu Anda, tidak ada yang perlu dilakukan. Semua perangkat telah dikeluarkan.',
      'Jika bukan Anda, segera minta kata sandi baru di aplikasi, dan periksa siapa yang dapat membaca email Anda.',
    ],
  }),
  owner_password_changed: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `Kata sandi pemilik ${ownerName} telah diganti`,
    greeting: greeting(accountName),
    intro: `Kata sandi yang dipakai ${ownerName} untuk mengelola akunnya sendiri telah diganti. Rahasianya tidak berubah.`,
    focus: { kind: 'none' },
    details: [['Waktu', moment(at)]],
    notes: [
      'Jika itu Anda, tidak ada yang perlu dilakukan.',
      'Jika bukan Anda, minta kode dan buat kata sandi baru, lalu buat rahasia baru yang langsung menggantikan yang lama, dan periksa siapa yang dapat membaca email ini.',
    ],
  }),
  new_network: ({ at, accountName, ownerName }, { moment }) => ({
    subject: `Login baru ke akun Anda di ${ownerName}`,
    greeting: greeting(accountName),
    intro: `Seseorang, kemungkinan besar Anda, masuk ke akun Anda di ${ownerName} dari jaringan yang belum pernah Anda pakai.`,
    focus: { kind: 'none' },
    details: [['Waktu', moment(at)]],
    notes: [
      'Jika itu Anda, tidak ada yang perlu dilakukan.',
      'Jika bukan Anda, ganti kata sandi Anda: semua perangkat akan dikeluarkan.',
    ],
  }),
};
